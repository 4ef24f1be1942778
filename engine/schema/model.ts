import type {
  CaseDefinition,
  CaseSetup,
  ChainDefinition,
  IntegrationFile,
  MethodDefinition,
  SandboxFile,
} from '../types.ts';
import type { Content, Path, Source } from '../yaml/source.ts';
import type { FileKind } from './compose.ts';
import type { Site } from './validator.ts';

/** A file of an integration after parsing and schema validation. */
export interface CheckedFile {
  source: Source;
  kind: FileKind;
  /** The strings in it that the schema marks as JSONata. */
  sites: readonly Site[];
}

/** A method in its long form, and where it stands. */
export interface Method<From extends Content = Content> {
  resource: string;
  name: string;
  /** The tool's name, by rule or by `tool:`. */
  tool: string;
  definition: MethodDefinition;
  /** Whether it was written as a request line only. */
  isShort: boolean;
  /** Tags of the integration, the resource and the method together. */
  tags: readonly string[];
  source: From;
  path: Path;
}

/** A tool made of several methods, and where it stands. */
export interface Chain<From extends Content = Content> {
  resource: string;
  name: string;
  tool: string;
  definition: ChainDefinition;
  tags: readonly string[];
  source: From;
  path: Path;
}

/** An offline test of one method or chain, and where it stands. */
export interface Case {
  name: string;
  /** `resource.method`. */
  method: string;
  definition: CaseDefinition;
  /** What it shares with others: that of its folder with that of its file over it. */
  setup: CaseSetup;
  source: Source;
  path: Path;
}

/** One API as its YAML describes it, short forms expanded: all that it takes to run it. */
export interface Integration<From extends Content = Content> {
  name: string;
  label: string;
  definition: IntegrationFile;
  /** The file that it is defined in. */
  source: From;
  methods: readonly Method<From>[];
  chains: readonly Chain<From>[];
  sandbox?: SandboxFile;
}

/** The same where it is also known where everything stands, for findings and for people. */
export type LocatedIntegration = Integration<Source>;
export type LocatedMethod = Method<Source>;
export type LocatedChain = Chain<Source>;
