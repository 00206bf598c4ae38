import type { ParamSpec } from '../../../engine/definition/index.ts';
import { effectiveValue } from '../form/visible-params.ts';
import { BooleanField } from './boolean-field.tsx';
import { CastTable } from './cast-table.tsx';
import { ChoiceField } from './choice-field.tsx';
import { CodeParamField } from './code-param-field.tsx';
import { ColumnField } from './column-field.tsx';
import { ColumnsField } from './columns-field.tsx';
import { FileField } from './file-field.tsx';
import { ListField } from './list-field.tsx';
import { NumberField } from './number-field.tsx';
import { TableField } from './table-field.tsx';
import { TextField } from './text-field.tsx';
import { TextsField } from './texts-field.tsx';
import { TypeField } from './type-field.tsx';

export interface ParamFieldProps {
  readonly spec: ParamSpec;
  /** Path of the setting in the node's settings. */
  readonly path: string;
  readonly stored: unknown;
}

/** The one control that belongs to the kind of a setting. */
export function ParamField({ spec, path, stored }: ParamFieldProps) {
  const value = effectiveValue(spec, stored);
  switch (spec.kind) {
    case 'text':
      return <TextField spec={spec} path={path} value={value} />;
    case 'texts':
      return <TextsField spec={spec} path={path} value={value} />;
    case 'integer':
    case 'number':
      return <NumberField spec={spec} path={path} value={value} />;
    case 'boolean':
      return <BooleanField spec={spec} path={path} value={value} />;
    case 'choice':
      return <ChoiceField spec={spec} path={path} value={value} />;
    case 'file':
      return <FileField spec={spec} path={path} value={value} />;
    case 'expression':
    case 'sql':
    case 'script':
      return <CodeParamField spec={spec} path={path} value={value} />;
    case 'column':
      return <ColumnField spec={spec} path={path} value={value} />;
    case 'columns':
      return <ColumnsField spec={spec} path={path} value={value} />;
    case 'type':
      return <TypeField spec={spec} path={path} value={value} />;
    case 'table':
      return <TableField spec={spec} path={path} value={value} />;
    case 'list':
      return spec.casts ? <CastTable spec={spec} path={path} value={value} /> : <ListField spec={spec} path={path} value={value} />;
  }
}
