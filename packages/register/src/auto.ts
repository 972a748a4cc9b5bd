import { isPackageManager } from './package-manager.ts';
import { register } from './register.ts';

// `NODE_OPTIONS=--import=@seatrial/register/auto` reaches npm and npx as well, which are no service of anybody's.
if (!isPackageManager(process.argv[1])) register();
