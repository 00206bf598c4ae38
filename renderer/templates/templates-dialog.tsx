import './templates.css';
import { useState } from 'react';
import { beginWith } from '../state/file-actions.ts';
import { change, useWorkbench } from '../state/workbench.ts';
import { Dialog } from '../ui/dialog.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { t } from '../words/words.ts';
import type { Template } from './template.ts';
import { templates } from './templates.ts';

const close = () => change({ dialog: null });

/** Flows to begin with. */
export function TemplatesDialog() {
  const open = useWorkbench((s) => s.dialog === 'templates');
  return (
    <Dialog open={open} onClose={close} title={t('New flow from a template')} note={t('Each one runs as it is, on a few rows of its own; put your file in their place.')} width={760}>
      {open ? <TemplateList /> : null}
    </Dialog>
  );
}

function TemplateList() {
  const [all] = useState(templates);
  return (
    <ul className="templates" data-testid="templates">
      {all.map((template) => (
        <li key={template.id}>
          <button
            type="button"
            className="begin-way template"
            onClick={() => {
              close();
              beginWith(template.flow);
            }}
            data-testid={`template-${template.id}`}
          >
            <strong>{template.name}</strong>
            <span>{template.text}</span>
            <TemplateSteps template={template} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The kinds of its steps, in the order of the flow. */
function TemplateSteps({ template: { flow } }: { readonly template: Template }) {
  const catalog = useWorkbench((s) => s.catalog);
  return (
    <span className="template-steps" aria-hidden="true">
      {Object.entries(flow.nodes).map(([id, node]) => (
        <NodeChip key={id} definition={catalog.get(node.type)} />
      ))}
    </span>
  );
}
