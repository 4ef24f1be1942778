import { isObject } from '../../json.ts';
import type { Path } from '../../yaml/source.ts';
import type { Rule, Subject } from '../rule.ts';

// The limits are those that hosts document or show: see the table "What the hosts need" in the references of each.

/** Cursor leaves out a tool whose name and server's name have 60 characters or more together. */
const CURSOR_NAMES = 60;
/** VS Code sends at most 128 tools with a request. */
const MOST_TOOLS = 128;
/** Claude Code reads the first 2,048 characters of a server's instructions. */
const INSTRUCTIONS = 2_048;
/** OpenAI's models refuse a tool whose description is longer. */
const DESCRIPTION = 1_024;
/** Claude's API refuses a tool with a longer property name. */
const PARAMETER_NAME = 64;

const toolsOf = ({ methods, chains }: Subject) => [...methods, ...chains];
const entryOf = ({ files }: Subject) => files.find(({ kind }) => kind === 'integration_file')?.source;

export const cursorToolName: Rule = {
  name: 'cursor-tool-name',
  severity: 'warning',
  description: `The name of a tool and that of the integration have fewer than ${CURSOR_NAMES} characters together; Cursor hides longer ones.`,
  check(subject, report) {
    const { name = '' } = subject.integration ?? {};
    for (const { tool, definition, source, path } of toolsOf(subject)) {
      const length = name.length + tool.length;
      if (length < CURSOR_NAMES || tool.length > PARAMETER_NAME) continue;
      const at = definition.tool === undefined ? { path, part: 'key' as const } : { path: [...path, 'tool'] };
      report({
        source,
        ...at,
        message: `\`${name}\` and \`${tool}\` have ${length} characters together, and Cursor hides tools from ${CURSOR_NAMES} on; give a \`tool:\` of at most ${CURSOR_NAMES - 1 - name.length}.`,
      });
    }
  },
};

export const tooManyTools: Rule = {
  name: 'too-many-tools',
  severity: 'warning',
  description: `An integration has at most ${MOST_TOOLS} tools, which is what VS Code sends; more are served with \`--methods\`, \`--tags\` or \`--tools search\`.`,
  check(subject, report) {
    const source = entryOf(subject);
    const count = toolsOf(subject).length;
    if (source && count > MOST_TOOLS)
      report({
        source,
        path: ['name'],
        message: `there are ${count} tools, and VS Code takes ${MOST_TOOLS}; tag the methods and serve some of them (\`--tags\`), or all through \`--tools search\`.`,
      });
  },
};

export const longInstructions: Rule = {
  name: 'long-instructions',
  severity: 'warning',
  description: `\`instructions:\` have at most ${INSTRUCTIONS} characters; Claude Code cuts off the rest.`,
  check(subject, report) {
    const source = entryOf(subject);
    const { instructions = '' } = subject.integration ?? {};
    if (source && instructions.length > INSTRUCTIONS)
      report({
        source,
        path: ['instructions'],
        offset: INSTRUCTIONS,
        message: `the instructions have ${instructions.length} characters, and Claude Code cuts them off here, after ${INSTRUCTIONS}; shorten them, or move what concerns one tool to its description.`,
      });
  },
};

export const longDescription: Rule = {
  name: 'long-description',
  severity: 'warning',
  description: `The description of a tool has at most ${DESCRIPTION} characters; OpenAI's models refuse a longer one.`,
  check(subject, report) {
    for (const { definition, source, path } of toolsOf(subject)) {
      const { description = '' } = definition;
      if (description.length <= DESCRIPTION) continue;
      report({
        source,
        path: [...path, 'description'],
        offset: DESCRIPTION,
        message: `the description has ${description.length} characters, and OpenAI's models refuse a tool with more than ${DESCRIPTION}; say less here and more at the parameters.`,
      });
    }
  },
};

export const parameterForm: Rule = {
  name: 'parameter-form',
  severity: 'warning',
  description: `A parameter's name has at most ${PARAMETER_NAME} characters, and a schema of type array says what its \`items\` are; Claude refuses the one, VS Code the other.`,
  check(subject, report) {
    for (const { definition, source, path } of toolsOf(subject))
      for (const [name, parameter] of Object.entries(definition.parameters ?? {})) {
        const at = [...path, 'parameters', name];
        if (name.length > PARAMETER_NAME)
          report({
            source,
            path: at,
            part: 'key',
            message: `this name has ${name.length} characters, and Claude refuses more than ${PARAMETER_NAME}; give a shorter one, and the long one in \`as:\`.`,
          });
        for (const inner of arraysWithoutItems(parameter))
          report({
            source,
            path: [...at, ...inner, 'type'],
            message:
              'VS Code refuses a tool with an array of unknown elements; add `items:`, `items: {}` if they can be anything.',
          });
      }
  },
};

/** Where in a schema an array has no `items`. */
function arraysWithoutItems(schema: unknown, path: Path = []): Path[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => arraysWithoutItems(one, [...path, index]));
  if (!isObject(schema)) return [];
  const isBare = [schema.type].flat().includes('array') && schema.items === undefined;
  const within = ['items', 'properties', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'not'];
  const inner = within.flatMap((key) =>
    key === 'properties' && isObject(schema.properties)
      ? Object.entries(schema.properties).flatMap(([name, one]) =>
          arraysWithoutItems(one, [...path, key, name]),
        )
      : arraysWithoutItems(schema[key], [...path, key]),
  );
  return isBare ? [path, ...inner] : inner;
}

/** What a description says to make a model prefer, hide or obey, rather than to say what the tool does. */
const STEERING: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|earlier|prior|above|other) (?:instructions?|prompts?|rules?|messages?)/i,
  /\b(?:do not|don't|never) (?:tell|inform|show|mention (?:this|it) to|reveal (?:this|it) to) (?:the |any )?users?\b/i,
  /\b(?:always|only) (?:use|call|choose|prefer|pick|select) this tool\b/i,
  /\b(?:instead of|rather than|over|before) (?:any|all) other (?:tools?|servers?|integrations?)\b/i,
  /\bmust (?:always )?(?:be (?:used|called) (?:first|before (?:any|every|all))|use this tool)\b/i,
  /\b(?:best|most important|preferred|recommended) (?:of all |available )?(?:tools?|servers?)\b/i,
  /<(?:important|system|secret|instructions?)>/i,
];

export const steeringDescription: Rule = {
  name: 'steering-description',
  severity: 'warning',
  description:
    'A description says what a tool does and when it fits, and does not steer the model past that: directories reject such servers.',
  check(subject, report) {
    for (const { definition, source, path } of toolsOf(subject)) {
      const { description = '' } = definition;
      const match = STEERING.map((pattern) => pattern.exec(description)).find((found) => found !== null);
      if (match)
        report({
          source,
          path: [...path, 'description'],
          offset: match.index,
          length: match[0].length,
          message: `\`${match[0]}\` steers the model; say what the tool does and when it fits, and leave the choice to it.`,
        });
    }
  },
};
