import { useCallback, useMemo } from 'react';
import { parseEnd } from '../../../engine/document/document.ts';
import { revealNode } from '../../canvas/canvas-view.ts';
import { giveUp } from '../../state/give-up.ts';
import { flowRef } from '../../state/flow-ref.ts';
import { bridge, failureText, notify } from '../../state/session.ts';
import { arrivals } from '../../state/step-rows-actions.ts';
import { change, nodeTitle, useWorkbench, workbench, type StepRowsWish } from '../../state/workbench.ts';
import { StepRowsRoom } from './step-rows-room.tsx';
import { nodeDefinition } from '../../state/node-definition.ts';

/** At most that many rows are shown, as in a preview; the title says how many there are. */
const shownRows = 1000;

const giveUpRows = (): void => giveUp('stepRows');

/** The rows of a step of the open flow; they are those of the flow as it was when it was asked. */
export function StepRowsPanel({ wish }: { readonly wish: StepRowsWish }) {
  const key = useWorkbench((s) => s.keys.get(wish.node) ?? '');
  const document = useWorkbench((s) => s.document);
  const asked = useMemo(() => workbench().keys.get(wish.node) ?? '', [wish]);
  const ask = useCallback(() => {
    const { node, port, kind, input, edge } = wish;
    return bridge().engine.stepRows({ ...flowRef(), node, port, kind, ...(input === null ? {} : { input, edge }), rows: shownRows });
  }, [wish]);
  const inputs = useMemo(() => {
    const definition = nodeDefinition(workbench(), wish.node);
    return arrivals(document, wish.node).map((a) => ({ ...a, title: `${definition?.inputs.find((p) => p.name === a.input)?.title ?? a.input}: ${nodeTitle(workbench(), parseEnd(a.from).node)}` }));
  }, [document, wish.node]);
  const back = () => {
    change({ stepRows: null });
    setTimeout(() => revealNode(wish.node), 0);
  };
  return (
    <StepRowsRoom
      wish={wish}
      title={nodeTitle(workbench(), wish.node)}
      inputs={inputs}
      ask={ask}
      onGiveUp={giveUpRows}
      stale={asked !== key}
      onWish={(stepRows) => change({ stepRows })}
      onAgain={() => change({ stepRows: { ...wish } })}
      onBack={back}
      onNotice={(text) => notify(text)}
      explain={failureText}
    />
  );
}
