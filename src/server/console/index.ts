export { type Console, type ConsoleOptions, openConsole } from './openConsole.ts';
