import { useEffect, useMemo, useState } from 'react';
import type { FunctionInfo } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { endStep, renameNode, setNote, setParam, toggleDisabled } from '../state/edit-actions.ts';
import { readCellTable } from '../results/cell-table.ts';
import { matchKeys } from '../state/match-request.ts';
import { setParams } from '../state/set-params.ts';
import { diagnosticsAt } from '../state/node-view.ts';
import { patiently } from '../state/ask-patiently.ts';
import { questionTurns } from '../state/question-turns.ts';
import { flowRef } from '../state/flow-ref.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { tryCasts } from '../state/try-casts.ts';
import { tryTexts } from '../state/try-texts.ts';
import { trustChosen } from '../state/allow-actions.ts';
import { useWorkbench, workbench } from '../state/workbench.ts';
import type { FormServices } from './form/form-scope.ts';
import type { InspectorActions } from './inspector-view.tsx';
import { InspectorPanel } from './inspector-view.tsx';
import { RenameOffer } from './rename-offer.tsx';
import type { RuleMark } from './rule-marks.ts';
import { ruleMarks } from './rule-marks.ts';
import { ComponentInside } from './component/component-inside.tsx';
import { useFocusWish } from './use-focus-wish.ts';
import { nodeDefinition } from '../state/node-definition.ts';

const noDiagnostics: readonly Diagnostic[] = [];
const noMarks: Readonly<Record<string, RuleMark>> = {};
const noFunctions: readonly FunctionInfo[] = [];

/** The settings of a node of the open flow. */
export function Inspector({ nodeId }: { readonly nodeId: string }) {
  const node = useWorkbench((s) => s.document.nodes[nodeId]);
  const definition = useWorkbench((s) => nodeDefinition(s, nodeId));
  const check = useWorkbench((s) => s.check?.nodes[nodeId]);
  const diagnostics = useWorkbench((s) => diagnosticsAt(s.check?.diagnostics ?? noDiagnostics, nodeId));
  const revision = useWorkbench((s) => s.keys.get(nodeId) ?? '');
  const services = useServices(nodeId);
  const report = useWorkbench((s) => {
    const port = definition?.outputs.find((o) => o.kind === 'report');
    const slot = port && s.previews[`${nodeId}.${port.name}`];
    return slot?.state === 'ready' ? slot.preview : null;
  });
  const params = node?.params;
  const given = check?.fromFile?.records.length ?? 0;
  const marks = useMemo(() => (definition && params && report ? ruleMarks(definition, params, readCellTable(report.schema, report.arrow), given) : noMarks), [definition, params, report, given]);
  const actions = useMemo(
    (): InspectorActions => ({
      setParam: (path, value, step) => setParam(nodeId, path, value, step),
      setParams: (values, what) => setParams(nodeId, values, what),
      rename: (title) => renameNode(nodeId, title),
      setNote: (note) => setNote(nodeId, note),
      setDisabled: toggleDisabled,
      endStep,
    }),
    [nodeId],
  );
  useFocusWish(nodeId);
  if (!node) return null;
  return <InspectorPanel view={{ id: nodeId, node, definition, check, diagnostics, revision, marks, services }} actions={actions} offer={<><RenameOffer node={nodeId} />{definition?.ownFlow === true ? <ComponentInside node={nodeId} /> : null}</>} />;
}

let functionsOnce: Promise<readonly FunctionInfo[]> | null = null;

function useServices(node: string): FormServices {
  const [functions, setFunctions] = useState(noFunctions);
  const nativeDialogs = useWorkbench((s) => s.platform?.nativeDialogs ?? false);
  useEffect(() => {
    let current = true;
    functionsOnce ??= bridge().engine.functions();
    functionsOnce.then(
      (list) => current && setFunctions(list),
      (error: unknown) => {
        functionsOnce = null;
        notify(failureText(error), 'danger');
      },
    );
    return () => {
      current = false;
    };
  }, []);
  return useMemo(
    (): FormServices => ({
      functions,
      nativeDialogs,
      evaluate: (param, expression, signal) =>
        questionTurns.take(null, async () => {
          signal.throwIfAborted();
          return patiently(() => bridge().engine.evaluate({ ...flowRef(), node, param, expression }), () => !signal.aborted);
        }),
      matchKeys: (left, right, pairs, nullsMatch) => matchKeys(node, left, right, pairs, nullsMatch),
      tryCasts: (port, casts) => tryCasts(node, port, casts),
      tryTexts: (wanted) => tryTexts(node, wanted),
      listSheets: () => bridge().engine.sheets({ ...flowRef(), node }),
      chooseFile: async (extensions, access) => trustChosen(await bridge().os.chooseFile({ base: workbench().base, extensions, access })),
      listFiles: (extensions) => bridge().os.listFiles({ base: workbench().base, extensions }),
    }),
    [functions, nativeDialogs, node],
  );
}
