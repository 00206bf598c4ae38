import type { Tree } from '../training/tree.ts';
import type { AttributeValue } from './graph-parts.ts';

/** Attributes of a TreeEnsembleRegressor that adds `factor` times what the trees give to `base`; tree i adds from target `outputOf[i]` on. */
export function treeEnsemble(trees: readonly Tree[], outputOf: readonly number[], base: readonly number[], factor: number): Record<string, AttributeValue> {
  const nodes = { treeids: [] as number[], nodeids: [] as number[], featureids: [] as number[], values: [] as number[], truenodeids: [] as number[], falsenodeids: [] as number[] };
  const modes: string[] = [];
  const targets = { treeids: [] as number[], nodeids: [] as number[], ids: [] as number[], weights: [] as number[] };
  trees.forEach((tree, t) => {
    for (let node = 0; node < tree.column.length; node++) {
      const leaf = tree.column[node]! < 0;
      nodes.treeids.push(t);
      nodes.nodeids.push(node);
      nodes.featureids.push(leaf ? 0 : tree.column[node]!);
      nodes.values.push(leaf ? 0 : tree.threshold[node]!);
      nodes.truenodeids.push(leaf ? 0 : tree.left[node]!);
      nodes.falsenodeids.push(leaf ? 0 : tree.right[node]!);
      modes.push(leaf ? 'LEAF' : 'BRANCH_LEQ');
      if (!leaf) continue;
      for (let k = 0; k < tree.outputs; k++) {
        targets.treeids.push(t);
        targets.nodeids.push(node);
        targets.ids.push(outputOf[t]! + k);
        targets.weights.push(factor * tree.values[node * tree.outputs + k]!);
      }
    }
  });
  return {
    n_targets: { int: base.length },
    base_values: { floats: base },
    nodes_treeids: { ints: nodes.treeids },
    nodes_nodeids: { ints: nodes.nodeids },
    nodes_featureids: { ints: nodes.featureids },
    nodes_modes: { texts: modes },
    nodes_values: { floats: nodes.values },
    nodes_truenodeids: { ints: nodes.truenodeids },
    nodes_falsenodeids: { ints: nodes.falsenodeids },
    target_treeids: { ints: targets.treeids },
    target_nodeids: { ints: targets.nodeids },
    target_ids: { ints: targets.ids },
    target_weights: { floats: targets.weights },
    post_transform: { text: 'NONE' },
  };
}
