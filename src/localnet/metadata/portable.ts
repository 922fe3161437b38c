import type { CodecType, v16 } from "@polkadot-api/substrate-bindings";
import { LocalnetError } from "../errors.ts";
import { parseFields, parseVariant, type TypeDefinition } from "../scale/definition.ts";
import { parseType, type TypeExpression, typeText } from "../scale/type_expression.ts";

/** An entry of the registry, in the shape the metadata has. */
export type PortableType = CodecType<typeof v16>["lookup"][number];
type PortableVariant = Extract<PortableType["def"], { tag: "variant" }>["value"][number];

/** A field of a type in the registry, in the shape the metadata has. */
interface PortableField {
  name: string | undefined;
  type: number;
  /** Python clients read it; undefined where the type has no fields of its own. */
  typeName: string | undefined;
  docs: string[];
}

/** Numbers the types of a table as they are asked for: the "portable registry" of the metadata. */
export class PortableRegistry {
  readonly types: PortableType[] = [];
  readonly #ids = new Map<string, number>();
  readonly #definitions: Readonly<Record<string, TypeDefinition>>;

  constructor(definitions: Readonly<Record<string, TypeDefinition>>) {
    this.#definitions = definitions;
  }

  /** Number of a type; parts of the type get numbers too. */
  id(text: string): number {
    return this.#number(parseType(text));
  }

  #number(type: TypeExpression): number {
    const key = typeText(type);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    // The number is given before the parts are looked at: types may contain themselves.
    const entry: PortableType = {
      id: this.types.length,
      path: [],
      params: [],
      def: { tag: "tuple", value: [] },
      docs: [],
    };
    this.types.push(entry);
    this.#ids.set(key, entry.id);
    this.#fill(entry, type);
    return entry.id;
  }

  #fill(info: PortableType, type: TypeExpression): void {
    const composite = (path: string[], fields: PortableField[]) => {
      info.path = path;
      info.def = { tag: "composite", value: fields };
    };
    switch (type.kind) {
      case "primitive":
        info.def = { tag: "primitive", value: { tag: type.name, value: undefined } };
        return;
      case "vec":
        info.def = { tag: "sequence", value: this.#number(type.of) };
        return;
      case "compact":
        info.def = { tag: "compact", value: this.#number(type.of) };
        return;
      case "array":
        info.def = { tag: "array", value: { len: type.length, type: this.#number(type.of) } };
        return;
      case "tuple":
        info.def = { tag: "tuple", value: type.items.map((item) => this.#number(item)) };
        return;
      case "bounded":
        info.params = [{ name: "T", type: this.#number(type.of) }, { name: "S", type: undefined }];
        composite(["bounded_collections", "bounded_vec", "BoundedVec"], [
          this.#field(undefined, this.#number({ kind: "vec", of: type.of })),
        ]);
        return;
      case "option":
        info.path = ["Option"];
        info.params = [{ name: "T", type: this.#number(type.of) }];
        info.def = {
          tag: "variant",
          value: [this.#variant(0, "None", []), this.#variant(1, "Some", [info.params[0]!.type!])],
        };
        return;
      case "result": {
        const [ok, err] = [this.#number(type.left), this.#number(type.right)];
        info.path = ["Result"];
        info.params = [{ name: "T", type: ok }, { name: "E", type: err }];
        info.def = { tag: "variant", value: [this.#variant(0, "Ok", [ok]), this.#variant(1, "Err", [err])] };
        return;
      }
      case "map": {
        const pair: TypeExpression = { kind: "tuple", items: [type.left, type.right] };
        info.params = [{ name: "K", type: this.#number(type.left) }, {
          name: "V",
          type: this.#number(type.right),
        }];
        composite(["BTreeMap"], [this.#field(undefined, this.#number({ kind: "vec", of: pair }))]);
        return;
      }
      case "named":
        this.#fillNamed(info, type.name);
    }
  }

  #fillNamed(info: PortableType, name: string): void {
    const definition = this.#definitions[name];
    if (!definition) throw new LocalnetError("table", `no type "${name}"`);
    info.path = definition.path === "" ? [] : definition.path.split("::");
    info.params = (definition.params ?? []).map(([param, type]) => ({
      name: param,
      type: type === null ? undefined : this.id(type),
    }));
    if (definition.variants) {
      info.def = {
        tag: "variant",
        value: definition.variants.map(parseVariant).map((variant) => ({
          name: variant.name,
          fields: variant.fields.map((field) =>
            this.#field(field.name ?? undefined, this.id(field.type), field.type)
          ),
          index: variant.index,
          docs: [],
        })),
      };
      return;
    }
    const fields = parseFields(definition.fields ?? "");
    // A type without a path is another name of a tuple.
    const alias = info.path.length === 0 && fields.length === 1 ? parseType(fields[0]!.type) : null;
    if (alias) this.#fill(info, alias);
    else {
      info.def = {
        tag: "composite",
        value: fields.map((field) => this.#field(field.name ?? undefined, this.id(field.type), field.type)),
      };
    }
  }

  #field(name: string | undefined, type: number, typeName?: string): PortableField {
    return { name, type, typeName, docs: [] };
  }

  #variant(index: number, name: string, types: number[]): PortableVariant {
    return { name, fields: types.map((type) => this.#field(undefined, type)), index, docs: [] };
  }
}
