import type { Cell } from '../relation/relation.ts';
import type { Column } from '../core/schema.ts';

interface Common {
  /** The field's label in the form, sentence case. */
  readonly label: string;
  /** One sentence under the field and in the manual. */
  readonly help?: string;
  /** Folded away under "Advanced" in the form. */
  readonly advanced?: boolean;
  /** Without a default of use: while the field matters it has to be filled in, which the node reports. */
  readonly needed?: true;
  /** The field only matters while another setting of the same record has one of these values, or a text that begins like this. */
  readonly showIf?: { readonly param: string; readonly in: readonly (string | boolean)[] } | { readonly param: string; readonly startsWith: string | readonly string[] };
}

/** The kinds of settings; one control in the form, one JSON Schema and one check belong to each. A setting without `default` is required. */
export type ParamSpec =
  | (Common & { readonly kind: 'text'; readonly default?: string | null; readonly placeholder?: string; readonly multiline?: boolean; /** A regular expression: the form shows what it finds in values of the setting `column` beside it. */ readonly tries?: 'regex'; /** The name of a sheet in the workbook the node reads: the form lists those that are there. */ readonly offers?: 'sheets' })
  | (Common & { readonly kind: 'texts'; readonly default?: readonly string[]; /** Formats of times, tried in order: the form shows how values of the setting `column` beside it are read. */ readonly tries?: 'time-format' })
  | (Common & { readonly kind: 'integer'; readonly default?: number | null; readonly min?: number; readonly max?: number })
  | (Common & { readonly kind: 'number'; readonly default?: number | null; readonly min?: number; readonly max?: number })
  | (Common & { readonly kind: 'boolean'; readonly default: boolean })
  | (Common & { readonly kind: 'choice'; readonly default?: string; readonly options: readonly { readonly value: string; readonly label: string; readonly help?: string }[] })
  | (Common & { readonly kind: 'file'; readonly default?: string | null; readonly access: 'read' | 'write'; readonly extensions: readonly string[]; /** A folder stands for all files below it with one of the extensions. */ readonly folders?: true })
  /** DuckDB expression over the columns of the input ports named in `over`. */
  | (Common & { readonly kind: 'expression'; readonly default?: string | null; readonly over: readonly string[]; readonly gives: 'value' | 'condition' | 'aggregate' })
  | (Common & { readonly kind: 'column'; readonly default?: string | null; readonly over: string })
  | (Common & { readonly kind: 'columns'; readonly default?: readonly string[]; readonly over: string })
  | (Common & { readonly kind: 'type'; readonly default?: string | null })
  | (Common & { readonly kind: 'sql'; readonly default?: string })
  /** Code in another language than the database's. */
  | (Common & { readonly kind: 'script'; readonly language: 'javascript' | 'python'; readonly default?: string })
  | (Common & { readonly kind: 'table'; readonly default?: InlineTable })
  | (Common & { readonly kind: 'list'; readonly default?: readonly unknown[]; readonly item: ParamSpecs; /** Noun for "Add …". */ readonly noun: string; readonly min?: number; /** Names of settings beside the list: a file of rules whose records follow those of the list, the table of it that is meant, and what a broken one does. */ readonly fromFile?: { readonly file: string; readonly table: string; readonly severity: string }; /** The records hold a `column`, a `type` and a `format`: the form shows all columns that arrive, with what would not fit. */ readonly casts?: true });

export type ParamKind = ParamSpec['kind'];
export type ParamSpecs = { readonly [name: string]: ParamSpec };

/** A table typed into a flow; cells are text, numbers, booleans or null and are cast to the column's type. */
export interface InlineTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

type Value<S extends ParamSpec> = S extends { kind: 'choice'; options: readonly { value: infer V }[] }
  ? V
  : S extends { kind: 'text' | 'file' | 'expression' | 'column' | 'sql' | 'script' | 'type' }
    ? string
    : S extends { kind: 'texts' | 'columns' }
      ? readonly string[]
      : S extends { kind: 'integer' | 'number' }
        ? number
        : S extends { kind: 'boolean' }
          ? boolean
          : S extends { kind: 'table' }
            ? InlineTable
            : S extends { kind: 'list'; item: infer I extends ParamSpecs }
              ? readonly ParamsOf<I>[]
              : never;

/** The values of a set of settings: what `build` is given, defaults filled in. */
export type ParamsOf<P extends ParamSpecs> = {
  readonly [K in keyof P]: P[K] extends { default: infer D } ? (null extends D ? Value<P[K]> | null : Value<P[K]>) : Value<P[K]>;
};
