import type { Value } from './expectation.ts';
import { pageStyle } from './page-style.ts';
import type { ValidationReport } from './validation-report.ts';
import { sayExpectation } from './say-expectation.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const shown = (value: unknown): string => escaped(value === null || value === undefined ? 'NULL' : typeof value === 'string' ? value : JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? String(v) : v)));
const number = (value: unknown): string => Number(value).toLocaleString('en-US');
const percent = (value: unknown): string => (value === null || value === undefined ? '' : `${Number(Number(value).toPrecision(4))} %`);

type Result = ValidationReport['results'][number];

/** A validation as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
export function reportPage(report: ValidationReport, about: { readonly data: string; readonly taken: string }): string {
  const groups = new Map<string, Result[]>();
  for (const result of report.results) {
    const subject = subjectOf(result);
    groups.set(subject, [...(groups.get(subject) ?? []), result]);
  }
  const { evaluated_expectations: all, successful_expectations: met } = report.statistics;
  const headline = all === 0 ? 'Nothing to judge' : met === all ? 'All expectations are met' : `${number(all - met)} of ${number(all)} expectations ${all - met === 1 ? 'is' : 'are'} not met`;
  const id = (i: number): string => `part-${i + 1}`;
  const parts = [...groups.entries()];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(`${about.data}: ${headline}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<p class="what">Validation of <span class="mono">${escaped(about.data)}</span> by <span class="mono">${escaped(report.suite_name)}</span></p>
<h1 class="${met === all ? 'ok' : 'bad'}"><span aria-hidden="true">${met === all ? '✓' : '✕'}</span> ${headline}</h1>
<dl class="figures">
<div><dt>Met</dt><dd>${number(met)}</dd></div>
<div><dt>Not met</dt><dd>${number(all - met)}</dd></div>
<div><dt>Judged</dt><dd>${number(all)}</dd></div>
<div><dt>Taken</dt><dd><time datetime="${escaped(about.taken)}">${escaped(about.taken.replace('T', ' ').slice(0, 16))} UTC</time></dd></div>
</dl>
</header>
<nav aria-label="Columns"><ul>
${parts.map(([subject, results], i) => `<li><a href="#${id(i)}">${escaped(subject)}</a> ${share(results)}</li>`).join('\n')}
</ul></nav>
<main>
${parts.map(([subject, results], i) => section(id(i), subject, results)).join('\n')}
</main>
</body>
</html>
`;
}

function share(results: readonly Result[]): string {
  const wrong = results.filter((r) => !r.success).length;
  return wrong === 0 ? '<span class="tag ok">met</span>' : `<span class="tag bad">${wrong} not met</span>`;
}

function subjectOf({ kwargs }: Result): string {
  const text = (name: string): string | null => (typeof kwargs[name] === 'string' ? kwargs[name] : null);
  const list = kwargs['column_list'];
  return text('column') ?? (text('column_A') === null ? (Array.isArray(list) && list.length > 0 ? list.map(String).join(', ') : 'Whole table') : `${text('column_A')}, ${text('column_B')}`);
}

const section = (id: string, subject: string, results: readonly Result[]): string => `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escaped(subject)}</h2>
<ul class="cards">
${results.map(card).join('\n')}
</ul>
</section>`;

function card(result: Result): string {
  const found = result.result;
  return `<li class="card">
<h3><span class="tag ${result.success ? 'ok' : 'bad'}"><span aria-hidden="true">${result.success ? '✓' : '✕'}</span> ${result.success ? 'Met' : 'Not met'}</span> ${escaped(sayExpectation(result.expectation_type, result.kwargs))}</h3>
<p class="type mono">${escaped(result.expectation_type)}</p>
${result.exception_info.raised_exception ? `<p class="trouble">${escaped(result.exception_info.exception_message ?? '')}</p>` : ''}
${found['observed_value'] === undefined ? '' : `<p>Observed <span class="mono">${clipped(found['observed_value'])}</span></p>`}
${found['unexpected_count'] === undefined ? '' : counts(found)}
${unexpected(found['partial_unexpected_counts'])}
</li>`;
}

function counts(found: Result['result']): string {
  const unexpectedShare = Number(found['unexpected_percent'] ?? 0);
  return `<p>${number(found['unexpected_count'])} of ${number(found['element_count'])} rows unexpected${found['unexpected_percent'] === null ? '' : ` (${percent(found['unexpected_percent'])} of those judged)`}${found['missing_count'] === undefined ? '' : `, ${number(found['missing_count'])} missing`}</p>
<div class="bar" aria-hidden="true"><div style="width:${Math.min(100, Math.max(unexpectedShare > 0 ? 1 : 0, unexpectedShare))}%"></div></div>`;
}

function unexpected(values: Value | undefined): string {
  if (!Array.isArray(values) || values.length === 0) return '';
  const rows = (values as readonly { readonly value: Value; readonly count: Value }[]).map(({ value, count }) => `<tr><td class="mono">${clipped(value)}</td><td class="mono number">${number(count)}</td></tr>`);
  return `<table><caption>Unexpected values, the most frequent first</caption><thead><tr><th scope="col">Value</th><th scope="col" class="number">Rows</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function clipped(value: Value): string {
  const text = shown(value);
  return text.length <= 400 ? text : `${text.slice(0, 400).replace(/&[a-z]*$/, '')} …`;
}
