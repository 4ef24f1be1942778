import type { Edit } from './reference.ts';

/** A difference that is known and the package's: what is changed in its source to do away with it. */
export interface Known {
  name: string;
  edits: readonly Edit[];
}

/** The code with which a changed package fails where it would have gone on with what its own signature refuses. */
export const ASTRAY = 'astray';

export const KNOWN: readonly Known[] = [
  {
    name: 'the parser loses regular expressions and signatures to the left of `??` and `?:`',
    edits: [
      ['arguments: [JSON.parse(JSON.stringify(left))]', 'arguments: [copyTree(left)]'],
      ['this.condition = JSON.parse(JSON.stringify(left));', 'this.condition = copyTree(left);'],
      [
        'const parser = (() => {',
        `function copyTree(node) {
          if (Array.isArray(node)) return node.map(copyTree);
          if (typeof node !== 'object' || node === null || node instanceof RegExp) return node;
          return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, copyTree(member)]));
        }
        const parser = (() => {`,
      ],
    ],
  },
  {
    name: 'the interpreter writes null into an empty list that it groups',
    edits: [['input.push(undefined);', 'input = [undefined];']],
  },
  {
    name: 'the interpreter writes where a transform leads, outside its copy too, and sets prototypes',
    edits: [
      [
        'var matches = await evaluate(expr.pattern, result, environment);',
        `var matches = await evaluate(expr.pattern, result, environment);
        const own = new Set();
        (function collect(value) {
          if (typeof value !== 'object' || value === null) return;
          own.add(value);
          Object.values(value).forEach(collect);
        })(result);`,
      ],
      [
        'match[prop] = update[prop];',
        `if (typeof match !== 'object' || match === null) match[prop] = update[prop];
        else if (own.has(match))
          Object.defineProperty(match, prop, { value: update[prop], configurable: true, enumerable: true, writable: true });`,
      ],
      [
        "if(typeof match === 'object' && match !== null) {\n                                    delete",
        'if(own.has(match)) {\n                                    delete',
      ],
    ],
  },
  {
    name: 'of two failures, the interpreter meets another one first, since it evaluates members and arguments at once',
    edits: [
      [
        'Promise.all(expr.expressions\n                    .map(async (item, idx) => {',
        'inTurn(expr.expressions.map((item, idx) => async () => {',
      ],
      [
        'Promise.all(utils.keys(groups).map(async (key, idx) => {',
        'inTurn(utils.keys(groups).map((key, idx) => async () => {',
      ],
      [
        'async function evaluateGroupExpression(',
        `async function inTurn(works) {
          const results = [];
          for (const work of works) results.push(await work());
          return results;
        }
        async function evaluateGroupExpression(`,
      ],
    ],
  },
  {
    name: 'the interpreter sorts while it evaluates what it sorts by, so it meets another failure first',
    edits: [
      [
        'result = await fn.sort.apply(focus, [lhs, comparator]);',
        `if (lhs.length > 1 && !isTupleSort)
          for (const one of lhs) await evaluate(expr.terms[0].expression, one, environment);
        try {
          result = await fn.sort.apply(focus, [lhs, comparator]);
        } catch (error) {
          // Which of the two it is depends on which pair is compared first.
          const kinds = new Set();
          for (const term of expr.terms)
            for (const one of lhs) kinds.add(typeof (await evaluate(term.expression, one, environment)));
          const isEither = kinds.has('string') && kinds.has('number') && (kinds.has('object') || kinds.has('boolean'));
          throw isEither && /^T200[78]$/.test(error.code) ? { code: '${ASTRAY}' } : error;
        }`,
      ],
    ],
  },
  {
    name: 'the interpreter does not check the arguments of built-in functions that are partially applied',
    edits: [
      [
        'result = partialApplyNativeFunction(proc.implementation, evaluatedArgs, environment);',
        `signatures.set(proc.implementation, proc.signature);
        result = partialApplyNativeFunction(proc.implementation, evaluatedArgs, environment);`,
      ],
      [
        'async function applyNativeFunction(proc, env) {',
        `const signatures = new WeakMap();
        function refuseMisfits(signature, args) {
          const given = args.slice(0, args.findLastIndex((arg) => typeof arg !== 'undefined') + 1);
          const checked = signature.validate(given, undefined);
          if (given.some((arg, index) => checked[index] !== arg)) throw new Error();
        }
        async function applyNativeFunction(proc, env) {`,
      ],
      [
        'var focus = {\n            environment: env,\n            createSequence',
        `try {
          if (signatures.get(proc)) refuseMisfits(signatures.get(proc), args);
        } catch {
          throw { code: '${ASTRAY}' };
        }
        var focus = {\n            environment: env,\n            createSequence`,
      ],
    ],
  },
  {
    name: 'the interpreter puts the text of a function where a string is to be replaced',
    edits: [
      [
        'result += replacement;',
        "if (typeof replacement !== 'string') throw { code: 'D3012' };\n result += replacement;",
      ],
    ],
  },
  {
    name: 'the interpreter cannot partially apply a built-in function whose source gives a parameter a default',
    edits: [
      [
        "var sigArgs = sigParens.split(',');",
        "var sigArgs = sigParens.split(',').map((one) => one.split('=')[0]);",
      ],
    ],
  },
  {
    name: 'the interpreter hands functions on in a form that built-in functions cannot call: in partial applications and last calls',
    edits: [
      [
        'evaluatedArgs.push(await evaluate(arg, input, environment));',
        'evaluatedArgs.push(callable(await evaluate(arg, input, environment), environment));',
      ],
      [
        'evaluatedArgs.push(await evaluate(result.body.arguments[ii], result.input, result.environment));',
        `const last = await evaluate(result.body.arguments[ii], result.input, result.environment);
        evaluatedArgs.push(callable(last, environment));`,
      ],
      [
        'async function evaluatePartialApplication(',
        `function callable(value, environment) {
          if (!isFunction(value)) return value;
          const call = async (...args) => apply(value, args, null, environment);
          call.arity = getFunctionArity(value);
          return call;
        }
        async function evaluatePartialApplication(`,
      ],
    ],
  },
];
