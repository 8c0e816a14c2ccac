import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

// As much of OpenAPI 3.0 as LINE's descriptions use, to hold an emulator against them.

export interface ApiDescription {
  /** What is wrong with a value that should be of a named schema; empty where all is well. */
  problemsOf(schemaName: string, value: unknown): readonly string[];
  problemsOfRequest(path: string, body: unknown): readonly string[];
  /** Also a status that the description does not name is a problem. */
  problemsOfAnswer(path: string, method: 'get' | 'post', status: number, body: unknown): readonly string[];
}

interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly items?: Schema | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> | undefined } | undefined;
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    pattern: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), Schema).optional(),
    items: Schema.optional(),
    allOf: z.array(Schema).optional(),
    discriminator: z.object({ propertyName: z.string(), mapping: z.record(z.string(), z.string()).optional() }).optional(),
  }),
);
const Media = z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: Schema })).optional() });
const Description = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ requestBody: Media.optional(), responses: z.record(z.string(), Media).optional() }).catch({})),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
});

export function readApiDescription(file: string): ApiDescription {
  const { paths, components } = Description.parse(parse(readFileSync(file, 'utf8')));

  function named(ref: string): Schema {
    const found = components.schemas[ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`${ref} is not described`);
    return found;
  }

  /** `isExact`: the kind was chosen by its discriminator already. */
  function problems(schema: Schema, value: unknown, at: string, isExact = false): string[] {
    if (schema.$ref !== undefined) return problems(named(schema.$ref), value, at, isExact);
    const { discriminator, allOf = [] } = schema;
    if (!isExact && discriminator !== undefined && isObject(value)) {
      const kind = String(value[discriminator.propertyName]);
      const ref = discriminator.mapping?.[kind];
      return ref === undefined ? [`${at}: no such kind: ${kind}`] : problems(named(ref), value, at, true);
    }
    return [...allOf.flatMap((one) => problems(one, value, at, true)), ...ownProblems(schema, value, at)];
  }

  function ownProblems(schema: Schema, value: unknown, at: string): string[] {
    if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at}: must be one of ${schema.enum.join(', ')}`];
    const { type = 'object?' } = schema;
    switch (type) {
      case 'string':
        if (typeof value !== 'string') return [`${at}: must be a string`];
        return [
          ...(schema.pattern !== undefined && !new RegExp(schema.pattern).test(value) ? [`${at}: must match ${schema.pattern}`] : []),
          ...(value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity) ? [`${at}: wrong length`] : []),
        ];
      case 'integer':
        return Number.isInteger(value) ? [] : [`${at}: must be an integer`];
      case 'number':
        return typeof value === 'number' ? [] : [`${at}: must be a number`];
      case 'boolean':
        return typeof value === 'boolean' ? [] : [`${at}: must be true or false`];
      case 'array': {
        if (!Array.isArray(value)) return [`${at}: must be an array`];
        const { items, minItems = 0, maxItems = Infinity } = schema;
        const size = value.length < minItems || value.length > maxItems ? [`${at}: wrong number of items`] : [];
        return [...size, ...(items === undefined ? [] : value.flatMap((one, index) => problems(items, one, `${at}[${index}]`)))];
      }
      default:
        // A part of an allOf names no type and means an object too.
        return isObject(value) ? objectProblems(schema, value, at) : [`${at}: must be an object`];
    }
  }

  function objectProblems({ required = [], properties = {} }: Schema, value: Readonly<Record<string, unknown>>, at: string): string[] {
    const missing = required.filter((name) => value[name] === undefined).map((name) => `${at}.${name}: is missing`);
    const wrong = Object.entries(properties).flatMap(([name, property]) =>
      value[name] === undefined ? [] : problems(property, value[name], `${at}.${name}`),
    );
    return [...missing, ...wrong];
  }

  const schemaIn = (media: z.infer<typeof Media> | undefined): Schema | undefined => Object.values(media?.content ?? {})[0]?.schema;

  return {
    problemsOf: (schemaName, value) => problems(named(schemaName), value, schemaName),
    problemsOfRequest(path, body) {
      const schema = schemaIn(paths[path]?.['post']?.requestBody);
      return schema === undefined ? [`${path} takes no body`] : problems(schema, body, path);
    },
    problemsOfAnswer(path, method, status, body) {
      const schema = schemaIn(paths[path]?.[method]?.responses?.[String(status)]);
      return schema === undefined ? [`${path} does not answer ${status}`] : problems(schema, body, `${path} ${status}`);
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
