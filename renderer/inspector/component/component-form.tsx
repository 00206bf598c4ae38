import { Undo2, X } from 'lucide-react';
import { useMemo } from 'react';
import type { ComponentFace } from '../../../engine/api/contract.ts';
import type { AnyNodeDefinition, ParamRecord } from '../../../engine/definition/index.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ParamField } from '../fields/param-field.tsx';
import { FieldDiagnostics } from '../form/field-diagnostics.tsx';
import { FormScopeProvider, useFormScope, type FormScope } from '../form/form-scope.ts';
import { ParamForm } from '../form/param-form.tsx';
import { reference, settingGroups, strangers, withSetting, type ComponentSetting, type GivenValue } from './component-settings.ts';
import { t } from '../../words/words.ts';

export interface ComponentFormProps {
  readonly definition: AnyNodeDefinition;
  readonly params: ParamRecord;
  readonly face: ComponentFace;
  /** Sets the setting `path`; changes with one `step` in quick succession are one step of the history. */
  readonly onSet: (path: string, value: unknown, step: string) => void;
}

/** The settings of a component: the flow it uses, and the parameters of that flow as the settings of any node. */
export function ComponentForm({ definition, params, face, onSet }: ComponentFormProps) {
  const scope = useFormScope();
  const given = useMemo(() => (params['values'] ?? []) as readonly GivenValue[], [params]);
  const { values: _values, ...others } = definition.params;
  const set = (name: string, value: unknown) => onSet('values', withSetting(given, name, value), `values.${name}`);
  const own = useMemo(
    (): FormScope => ({
      ...scope,
      // Values are stored as a list; their fields are called after the parameters.
      diagnostics: scope.diagnostics.map((d) => ({ ...d, at: { ...d.at, ...(d.at.param === undefined ? {} : { param: d.at.param.replace(/^values\.(\d+)\.value$/, (path, i: string) => (given[Number(i)] ? `values.${given[Number(i)]!.name}` : path)) }) } })),
      set: (path, value) => onSet('values', withSetting(given, path.slice('values.'.length), value), path),
    }),
    [scope, given, onSet],
  );
  return (
    <>
      <ParamForm specs={others} record={params} prefix="" />
      {face.description === '' ? null : <p className="field-help">{face.description}</p>}
      <FormScopeProvider value={own}>
        <div className="component-settings" data-testid="param-values">
          {settingGroups(face, given).map(({ title, settings }) => (
            <section key={title} className="param-form" aria-label={title || t('Settings')}>
              {title === '' ? null : <h3 className="setting-group">{title}</h3>}
              {settings.map((setting) => (
                <Setting key={setting.name} setting={setting} place={given.findLastIndex((g) => g.name === setting.name)} onSet={(value) => set(setting.name, value)} />
              ))}
            </section>
          ))}
          {strangers(face, given).map(({ name, value }) => (
            <div key={name} className="field" data-testid={`param-values.${name}`}>
              <div className="setting-foot">
                <span>
                  <code>{name}</code> = <code>{value}</code>
                </span>
                <IconButton label={t('Take {name} out', { name })} size="small" onClick={() => set(name, undefined)}>
                  <X />
                </IconButton>
              </div>
              <FieldDiagnostics path={`values.${name}`} />
            </div>
          ))}
        </div>
      </FormScopeProvider>
    </>
  );
}

/** A setting with where its value comes from: typed here, a parameter of the flow around, or the default of the component. */
function Setting({ setting: { name, spec, stored, from }, place, onSet }: { readonly setting: ComponentSetting; readonly place: number; readonly onSet: (value: unknown) => void }) {
  const parameters = useWorkbench((s) => s.document.parameters);
  const names = parameters.map((p) => p.name);
  const sources = from === null || names.includes(from) ? names : [from, ...names];
  return (
    <div data-testid={`item-values.${place}`}>
      <ParamField spec={spec} path={`values.${name}`} stored={stored} />
      {sources.length === 0 && stored === undefined ? null : (
        <div className="setting-foot">
          {sources.length === 0 ? (
            <span />
          ) : (
            <select className="setting-source" aria-label={t('Where {setting} comes from', { setting: spec.label })} value={from ?? ''} onChange={(e) => onSet(e.target.value === '' ? undefined : reference(e.target.value))}>
              <option value="">{stored === undefined ? t('The default of the component') : t('As it stands here')}</option>
              {sources.map((source) => (
                <option key={source} value={source}>{t('The parameter {name}', { name: source })}</option>
              ))}
            </select>
          )}
          {stored === undefined ? null : (
            <IconButton label={t('Back to the default of {setting}', { setting: spec.label })} size="small" onClick={() => onSet(undefined)}>
              <Undo2 />
            </IconButton>
          )}
        </div>
      )}
    </div>
  );
}
