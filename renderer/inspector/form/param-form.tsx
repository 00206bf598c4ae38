import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { ParamField } from '../fields/param-field.tsx';
import type { RecordFormProps } from './form-scope.ts';
import { useFormScope } from './form-scope.ts';
import { diagnosticsBelow } from './param-diagnostics.ts';
import { joinPath } from './param-path.ts';
import { visibleParams } from './visible-params.ts';
import { t } from '../../words/words.ts';

/** One field per setting, the advanced ones folded until they are asked for or in trouble. */
export function ParamForm({ specs, record, prefix }: RecordFormProps) {
  const { main, advanced } = visibleParams(specs, record);
  const { diagnostics } = useFormScope();
  const troubled = advanced.some(([name]) => diagnosticsBelow(diagnostics, joinPath(prefix, name)).length > 0);
  const [open, setOpen] = useState(false);
  return (
    <div className="param-form">
      {main.map(([name, spec]) => (
        <ParamField key={name} spec={spec} path={joinPath(prefix, name)} stored={record[name]} />
      ))}
      {advanced.length > 0 ? (
        <Collapsible.Root className="fold" open={open || troubled} onOpenChange={setOpen}>
          <Collapsible.Trigger className="fold-trigger">
            <ChevronRight aria-hidden />
            {t('Advanced')}
            <span className="faint">{advanced.length}</span>
          </Collapsible.Trigger>
          <Collapsible.Panel className="fold-panel">
            {advanced.map(([name, spec]) => (
              <ParamField key={name} spec={spec} path={joinPath(prefix, name)} stored={record[name]} />
            ))}
          </Collapsible.Panel>
        </Collapsible.Root>
      ) : null}
    </div>
  );
}
