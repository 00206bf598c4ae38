import type { Json, JsonObject } from '../core/json.ts';

/** An expectation as a sentence: its name read out, then its arguments. */
export function sayExpectation(type: string, kwargs: JsonObject): string {
  const words = type.replace(/^expect_/, '').replaceAll('_', ' ').replace(/^column pair /, '').replace(/^(column|multicolumn|compound columns|select column|table) /, (_all, what: string) => (what === 'table' ? 'table ' : ''));
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  const hidden = new Set(['column', 'column_A', 'column_B', 'column_list', 'result_format', 'catch_exceptions', 'include_config', 'batch_id', 'mostly', 'condition_parser']);
  const said = Object.entries(kwargs).filter(([name, value]) => !hidden.has(name) && value !== null).map(([name, value]) => `${name.replaceAll('_', ' ')} ${brief(value)}`);
  const mostly = kwargs['mostly'];
  const share = typeof mostly === 'number' && mostly < 1 ? `, in at least ${Number((mostly * 100).toPrecision(6))} % of the rows` : '';
  return `${sentence}${said.length === 0 ? '' : `: ${said.join(', ')}`}${share}`;
}

function brief(value: Json): string {
  const text = Array.isArray(value) ? (value as readonly Json[]).map((v) => (typeof v === 'string' ? v : JSON.stringify(v))).join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= 160 ? text : `${text.slice(0, 160)} …`;
}
