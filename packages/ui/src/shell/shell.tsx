import { lazy, Suspense, useCallback, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { ReleasePage } from '../release/release-page.tsx';
import { ReleasesPage } from '../releases/releases-page.tsx';
import { formatZone } from '../text/time.ts';
import { toHref, useUrlState } from '../url/use-url-state.ts';
import { AsOf } from './as-of.tsx';
import { Guard } from './guard.tsx';
import { Help } from './help.tsx';
import { LiveMark } from './live-mark.tsx';
import { Logo } from './logo.tsx';
import { NotHere } from './not-here.tsx';
import { ThemeButton } from './theme-button.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { carried, views } from './views.ts';

const FunctionsPage = lazy(async () => ({ default: (await import('../functions/functions-page.tsx')).FunctionsPage }));
const CohortsPage = lazy(async () => ({ default: (await import('../cohorts/cohorts-page.tsx')).CohortsPage }));
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const EventsPage = lazy(async () => ({ default: (await import('../events/events-page.tsx')).EventsPage }));
const TracePage = lazy(async () => ({ default: (await import('../trace/trace-page.tsx')).TracePage }));

/** Navigation around the views; which of them is shown is the address's. */
export function Shell(): ReactElement {
  const [, navigate] = useLocation();
  const { path, get } = useUrlState();
  const [opened, setOpened] = useState<'help' | 'search'>();
  const kept = Object.fromEntries(carried.map((name) => [name, get(name)]));
  const hrefOf = (view: string): string => toHref(view, view === '/' ? {} : kept);
  const close = useCallback(() => setOpened(undefined), []);
  useShortcuts({
    go: (letter) => {
      const view = views.find(({ key }) => key === letter);
      if (view !== undefined) navigate(hrefOf(view.path));
    },
    search: () => setOpened('search'),
    help: () => setOpened('help'),
  });
  const current = path.startsWith('/trace/') ? '/events' : path;
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <Link href="/" className="brand" aria-label="Seatrial, releases">
          <Logo />
          <span>Seatrial</span>
        </Link>
        <nav aria-label="Views">
          {views.map(({ path: view, name }) => (
            <Link key={view} href={hrefOf(view)} aria-current={current === view ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <div className="top-side">
          <AsOf />
          <LiveMark />
          <span className="faint hide-medium" title="All times are shown in this zone">
            {formatZone()}
          </span>
          <button type="button" className="search-button" onClick={() => setOpened('search')}>
            Search <kbd>Ctrl K</kbd>
          </button>
          <button type="button" className="ghost hide-narrow" aria-label="Keys" onClick={() => setOpened('help')}>
            <kbd>?</kbd>
          </button>
          <ThemeButton />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Guard name={path}>
          <Suspense fallback={undefined}>
            <Switch>
              <Route path="/" component={ReleasesPage} />
              <Route path="/release" component={ReleasePage} />
              <Route path="/functions" component={FunctionsPage} />
              <Route path="/cohorts" component={CohortsPage} />
              <Route path="/events" component={EventsPage} />
              <Route path="/trace/:id" component={TracePage} />
              <Route component={NotHere} />
            </Switch>
          </Suspense>
        </Guard>
      </main>
      {opened === 'help' && <Help onClose={close} />}
      {opened === 'search' && (
        <Suspense fallback={undefined}>
          <Palette onClose={close} />
        </Suspense>
      )}
    </>
  );
}
