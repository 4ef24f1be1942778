import type { LocatedMethod } from '../../schema/model.ts';
import { MAX_TOOL_NAME } from '../../tool-name.ts';
import type { Rule } from '../rule.ts';

export const duplicateToolName: Rule = {
  name: 'duplicate-tool-name',
  severity: 'error',
  isFirm: true,
  description: 'No two methods may make the same tool name.',
  check({ methods, chains }, report) {
    const first = new Map<string, Pick<LocatedMethod, 'source' | 'path'>>();
    for (const { tool, source, path } of [...methods, ...chains]) {
      const earlier = first.get(tool);
      if (earlier === undefined) first.set(tool, { source, path });
      else {
        const place = `${earlier.source.file}:${earlier.source.locate(earlier.path, 'key').line}`;
        report({
          source,
          path,
          part: 'key',
          message: `the tool \`${tool}\` already comes from ${place}; rename the method or give it a \`tool:\`.`,
        });
      }
    }
  },
};

export const longToolName: Rule = {
  name: 'long-tool-name',
  severity: 'error',
  description: 'Tool names have at most 64 characters; MCP hosts drop longer ones.',
  check({ methods, chains }, report) {
    for (const { tool, source, path, definition } of [...methods, ...chains]) {
      if (tool.length <= MAX_TOOL_NAME) continue;
      const at = definition.tool === undefined ? { path, part: 'key' as const } : { path: [...path, 'tool'] };
      report({
        source,
        ...at,
        message: `the tool name \`${tool}\` has ${tool.length} characters; give a \`tool:\` of at most ${MAX_TOOL_NAME}.`,
      });
    }
  },
};
