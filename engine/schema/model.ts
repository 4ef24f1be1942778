import type {
  CaseDefinition,
  CaseSetup,
  ChainDefinition,
  IntegrationFile,
  MethodDefinition,
  SandboxFile,
} from '../types.ts';
import type { Path, Source } from '../yaml/source.ts';
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
export interface Method {
  resource: string;
  name: string;
  /** The tool's name, by rule or by `tool:`. */
  tool: string;
  definition: MethodDefinition;
  /** Whether it was written as a request line only. */
  isShort: boolean;
  /** Tags of the integration, the resource and the method together. */
  tags: readonly string[];
  source: Source;
  path: Path;
}

/** A tool made of several methods, and where it stands. */
export interface Chain {
  resource: string;
  name: string;
  tool: string;
  definition: ChainDefinition;
  tags: readonly string[];
  source: Source;
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

/** One API as its YAML describes it, short forms expanded. */
export interface Integration {
  name: string;
  label: string;
  definition: IntegrationFile;
  /** The file that it is defined in. */
  source: Source;
  methods: readonly Method[];
  chains: readonly Chain[];
  sandbox?: SandboxFile;
}
