import type { Measure } from '../figure.ts';
import { exported } from './export.ts';
import { http } from './http.ts';
import { start } from './start.ts';
import { stdio } from './stdio.ts';
import { toolList } from './tool-list.ts';
import { walk } from './walk.ts';

export const measures: readonly Measure[] = [stdio, http, start, walk, exported, toolList];
