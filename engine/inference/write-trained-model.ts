import type { onnx } from 'onnx-proto';
import type { FittedModel } from '../training/fitted-model.ts';
import type { Preparation } from '../training/prepare-features.ts';
import type { Target } from '../training/training-table.ts';
import { classMapPort, floatTensor, graphNode, integerTensor, modelFile, tensorPort, textTensor } from './graph-parts.ts';
import { treeEnsemble } from './tree-ensemble.ts';

/** What an exported model holds. */
export interface TrainedGraph {
  readonly model: FittedModel;
  readonly preparation: Preparation;
  readonly target: Target | null;
}

/** The ONNX file of a trained model, preparation included: one input per column, named like it, [N,1] each. Classifiers give `label` and `probability` per class, regressors `prediction`, clusters `cluster` and `distance`, anomalies `score` and `anomaly`. */
export function writeTrainedModel(trained: TrainedGraph, metadata: Readonly<Record<string, string>>): Uint8Array {
  const graph = new GraphWriter();
  const { columns, width } = prepare(graph, trained.preparation);
  conclude(graph, trained, columns, width);
  return modelFile({ name: 'millrace', node: graph.nodes, input: graph.inputs, output: graph.outputs, initializer: graph.constants }, metadata);
}

class GraphWriter {
  readonly nodes: onnx.INodeProto[] = [];
  readonly inputs: onnx.IValueInfoProto[] = [];
  readonly outputs: onnx.IValueInfoProto[] = [];
  readonly constants: onnx.ITensorProto[] = [];
  private readonly columnNames = new Set<string>();
  private count = 0;

  /** A name no column has. */
  fresh(hint: string): string {
    let name;
    do name = `_${hint}_${++this.count}`;
    while (this.columnNames.has(name));
    return name;
  }

  input(name: string, type: 'FLOAT' | 'STRING'): string {
    this.columnNames.add(name);
    this.inputs.push(tensorPort(name, type, ['N', 1]));
    return name;
  }

  constant(hint: string, make: (name: string) => onnx.ITensorProto): string {
    const tensor = make(this.fresh(hint));
    this.constants.push(tensor);
    return tensor.name!;
  }

  /** Adds a node with one output and gives the output's name. */
  add(opType: string, input: readonly string[], attributes: Parameters<typeof graphNode>[3] = {}, domain: '' | 'ai.onnx.ml' = '', output = this.fresh(opType.toLowerCase())): string {
    this.nodes.push(graphNode(opType, input, [output], attributes, domain));
    return output;
  }
}

function prepare(graph: GraphWriter, preparation: Preparation): { readonly columns: string; readonly width: number } {
  // Inputs first, so that names made up later keep clear of all of them.
  const inputs = preparation.steps.map((step) => graph.input(step.name, step.kind === 'number' ? 'FLOAT' : 'STRING'));
  const pieces: string[] = [];
  let width = 0;
  let run: { readonly input: string; readonly impute: number; readonly offset: number; readonly scale: number }[] = [];
  const close = (): void => {
    if (run.length > 0) pieces.push(numbers(graph, run));
    run = [];
  };
  preparation.steps.forEach((step, i) => {
    if (step.kind === 'number') {
      run.push({ input: inputs[i]!, ...step });
      width++;
      return;
    }
    close();
    if (step.labels.length === 0) return;
    const hot = graph.add('OneHotEncoder', [inputs[i]!], { cats_strings: { texts: step.labels }, zeros: { int: 1 } }, 'ai.onnx.ml');
    pieces.push(graph.add('Flatten', [hot], { axis: { int: 1 } }));
    width += step.labels.length;
  });
  close();
  return { columns: joined(graph, pieces), width };
}

const joined = (graph: GraphWriter, pieces: readonly string[]): string => (pieces.length === 1 ? pieces[0]! : graph.add('Concat', pieces, { axis: { int: 1 } }));

function numbers(graph: GraphWriter, run: readonly { readonly input: string; readonly impute: number; readonly offset: number; readonly scale: number }[]): string {
  const all = joined(graph, run.map((step) => step.input));
  const known = graph.add('Imputer', [all], { imputed_value_floats: { floats: run.map((step) => step.impute) }, replaced_value_float: { float: NaN } }, 'ai.onnx.ml');
  if (run.every((step) => step.offset === 0 && step.scale === 1)) return known;
  const offset = graph.constant('offset', (name) => floatTensor(name, [1, run.length], run.map((step) => step.offset)));
  const scale = graph.constant('scale', (name) => floatTensor(name, [1, run.length], run.map((step) => step.scale)));
  return graph.add('Mul', [graph.add('Sub', [known, offset]), scale]);
}

function conclude(graph: GraphWriter, { model, target }: TrainedGraph, columns: string, width: number): void {
  switch (model.kind) {
    case 'centres':
      return clusters(graph, model.centres, columns, width);
    case 'isolation': {
      const length = graph.add('TreeEnsembleRegressor', [columns], treeEnsemble(model.trees, model.trees.map(() => 0), [0], 1 / model.trees.length), 'ai.onnx.ml');
      const factor = graph.constant('factor', (name) => floatTensor(name, [], [-1 / model.usual]));
      const two = graph.constant('two', (name) => floatTensor(name, [], [2]));
      const threshold = graph.constant('threshold', (name) => floatTensor(name, [], [model.threshold]));
      const score = graph.add('Pow', [two, graph.add('Mul', [length, factor])], {}, '', 'score');
      graph.add('GreaterOrEqual', [score, threshold], {}, '', 'anomaly');
      graph.outputs.push(tensorPort('score', 'FLOAT', ['N', 1]), tensorPort('anomaly', 'BOOL', ['N', 1]));
      return;
    }
    case 'linear': {
      const outputs = model.weights.length;
      const weights = graph.constant('weights', (name) => floatTensor(name, [width, outputs], Array.from({ length: width * outputs }, (_, i) => model.weights[i % outputs]![Math.floor(i / outputs)]!)));
      const intercepts = graph.constant('intercepts', (name) => floatTensor(name, [1, outputs], model.intercepts));
      return answer(graph, graph.add('Add', [graph.add('MatMul', [columns, weights]), intercepts]), model.link, target);
    }
    case 'trees': {
      const factor = model.combine === 'mean' ? 1 / model.trees.length : 1;
      return answer(graph, graph.add('TreeEnsembleRegressor', [columns], treeEnsemble(model.trees, model.outputOf, model.base, factor), 'ai.onnx.ml'), model.link, target);
    }
  }
}

function answer(graph: GraphWriter, raw: string, link: Extract<FittedModel, { kind: 'linear' }>['link'], target: Target | null): void {
  if (target?.kind !== 'class') {
    graph.add('Identity', [raw], {}, '', 'prediction');
    graph.outputs.push(tensorPort('prediction', 'FLOAT', ['N', 1]));
    return;
  }
  let shares = raw;
  if (link === 'softmax') shares = graph.add('Softmax', [raw], { axis: { int: 1 } });
  if (link === 'sigmoid') {
    const second = graph.add('Sigmoid', [raw]);
    const one = graph.constant('one', (name) => floatTensor(name, [], [1]));
    shares = graph.add('Concat', [graph.add('Sub', [one, second]), second], { axis: { int: 1 } });
  }
  const { labels, integers } = target;
  const key = integers ? 'INT64' : 'STRING';
  const known = graph.constant('labels', (name) => (integers ? integerTensor(name, [labels.length], labels.map(BigInt)) : textTensor(name, [labels.length], labels)));
  const code = graph.add('ArgMax', [shares], { axis: { int: 1 }, keepdims: { int: 0 } });
  graph.add('Gather', [known, code], { axis: { int: 0 } }, '', 'label');
  graph.add('ZipMap', [shares], integers ? { classlabels_int64s: { ints: labels.map(BigInt) } } : { classlabels_strings: { texts: labels } }, 'ai.onnx.ml', 'probability');
  graph.outputs.push(tensorPort('label', key, ['N']), classMapPort('probability', key));
}

function clusters(graph: GraphWriter, centres: readonly Float64Array[], columns: string, width: number): void {
  const all = graph.constant('centres', (name) => floatTensor(name, [1, centres.length, width], centres.flatMap((centre) => [...centre])));
  const axis = (at: number): string => graph.constant('axis', (name) => integerTensor(name, [1], [BigInt(at)]));
  // Differences before squares: the shorter formula with |x|² loses the digits that tell near centres apart.
  const apart = graph.add('Sub', [graph.add('Unsqueeze', [columns, axis(1)]), all]);
  const squared = graph.add('ReduceSum', [graph.add('Mul', [apart, apart]), axis(2)], { keepdims: { int: 0 } });
  graph.add('ArgMin', [squared], { axis: { int: 1 }, keepdims: { int: 0 } }, '', 'cluster');
  graph.add('Sqrt', [graph.add('ReduceMin', [squared], { axes: { ints: [1] }, keepdims: { int: 1 } })], {}, '', 'distance');
  graph.outputs.push(tensorPort('cluster', 'INT64', ['N']), tensorPort('distance', 'FLOAT', ['N', 1]));
}
