import 'reflect-metadata';
import { Controller, Get, Inject, Injectable, Module, NotFoundException, Param, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { traced } from '@seatrial/traced';

@Injectable()
@traced
class Stock {
  count(sku: string): number {
    return sku.length;
  }

  async reserve(sku: string): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return `${sku} ${this.count(sku)}`;
  }
}

@Injectable()
class Guard implements CanActivate {
  @traced
  canActivate(): boolean {
    return true;
  }
}

@Controller('products')
class Products {
  constructor(@Inject(Stock) private readonly stock: Stock) {}

  @Get('fails')
  @traced
  fail(): never {
    throw new NotFoundException('no rope');
  }

  @traced
  @UseGuards(Guard)
  @Get(':sku')
  above(@Param('sku') sku: string): Promise<string> {
    return this.stock.reserve(sku);
  }

  @Get(':sku/below')
  @traced
  async below(@Param('sku') sku: string): Promise<{ readonly count: number }> {
    return { count: this.stock.count(sku) };
  }
}

@Module({ controllers: [Products], providers: [Stock, Guard] })
class App {}

export async function start(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = await NestFactory.create(App, { logger: false });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}
