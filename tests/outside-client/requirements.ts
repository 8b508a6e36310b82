/** A schema as OpenAPI 3.1 writes it, as far as answers are judged by it. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
}

/** The addresses that the document says can be read. */
export const readsOf = (document: Document): string[] =>
  Object.entries(document.paths).filter(([, operations]) => "get" in operations).map(([path]) => path);

/** The schema of a successful answer of a media type. */
export function answerOf(document: Document, path: string, type: string): Schema {
  const schema = document.paths[path]?.["get"]?.responses["200"]?.content?.[type]?.schema;
  if (!schema) throw new Error(`The document does not say what GET ${path} answers as ${type}.`);
  return schema;
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

const isA = (value: unknown, type: string): boolean => kindOf(value) === type || (type === "number" && typeof value === "number");

/** Where a value is not as its schema says: the place of each fault, with what is wrong there. */
export function faultsOf(document: Document, schema: Schema, value: unknown, place = "#"): string[] {
  if (schema.$ref) {
    const target = schema.$ref.slice(2).split("/")
      .reduce<unknown>((found, step) => (found as Record<string, unknown> | undefined)?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document);
    if (target === undefined) return [`${place}: the document refers to ${schema.$ref}, which it does not have`];
    return faultsOf(document, target as Schema, value, place);
  }

  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    const tried = choices.map(choice => faultsOf(document, choice, value, place));
    if (!tried.some(faults => faults.length === 0)) return tried.sort((one, other) => one.length - other.length)[0] ?? [];
  }

  const faults = (schema.allOf ?? []).flatMap(part => faultsOf(document, part, value, place));
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some(type => isA(value, type))) return [...faults, `${place}: ${kindOf(value)} instead of ${types.join(" or ")}`];
  if (schema.enum && !schema.enum.includes(value)) faults.push(`${place}: ${JSON.stringify(value)} is none of the known values`);
  if (schema.const !== undefined && schema.const !== value) faults.push(`${place}: ${JSON.stringify(value)} instead of ${JSON.stringify(schema.const)}`);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? [...faults, ...value.flatMap((item, index) => faultsOf(document, items, item, `${place}/${index}`))] : faults;
  }

  if (typeof value !== "object" || value === null) return faults;
  const members = value as Record<string, unknown>;
  for (const name of schema.required ?? []) if (!(name in members)) faults.push(`${place}/${name}: missing, though required`);
  for (const [name, member] of Object.entries(members)) {
    const known = schema.properties?.[name] ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
    if (known) faults.push(...faultsOf(document, known, member, `${place}/${name}`));
    else if (schema.properties) faults.push(`${place}/${name}: sent, though the document does not know it`);
  }

  return faults;
}
