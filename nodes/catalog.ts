import type { Catalog } from '../engine/definition/index.ts';
import { defineCatalog } from '../engine/definition/index.ts';
import { formula } from './columns/formula/node.ts';
import { selectColumns } from './columns/select-columns/node.ts';
import { convertTypes } from './columns/convert-types/node.ts';
import { fillMissing } from './columns/fill-missing/node.ts';
import { cleanText } from './columns/clean-text/node.ts';
import { findReplace } from './columns/find-replace/node.ts';
import { replaceValues } from './columns/replace-values/node.ts';
import { splitColumn } from './columns/split-column/node.ts';
import { extractText } from './columns/extract-text/node.ts';
import { parseTime } from './columns/parse-time/node.ts';
import { dateParts } from './columns/date-parts/node.ts';
import { parseJson } from './columns/parse-json/node.ts';
import { parseXml } from './columns/parse-xml/node.ts';
import { binValues } from './columns/bin-values/node.ts';
import { scaleValues } from './columns/scale-values/node.ts';
import { encodeValues } from './columns/encode-values/node.ts';
import { maskValues } from './columns/mask-values/node.ts';
import { windowColumns } from './columns/window-columns/node.ts';
import { multiRowFormula } from './columns/multi-row-formula/node.ts';
import { join } from './combine/join/node.ts';
import { asofJoin } from './combine/asof-join/node.ts';
import { rangeJoin } from './combine/range-join/node.ts';
import { lookupValues } from './combine/lookup-values/node.ts';
import { fuzzyJoin } from './combine/fuzzy-join/node.ts';
import { slowlyChanging } from './combine/slowly-changing/node.ts';
import { compareTables } from './combine/compare-tables/node.ts';
import { setOperations } from './combine/set-operations/node.ts';
import { appendFields } from './combine/append-fields/node.ts';
import { pivot } from './reshape/pivot/node.ts';
import { transpose } from './reshape/transpose/node.ts';
import { resample } from './reshape/resample/node.ts';
import { unpivotColumns } from './reshape/unpivot-columns/node.ts';
import { explodeValues } from './reshape/explode-values/node.ts';
import { collectValues } from './reshape/collect-values/node.ts';
import { sessioniseRows } from './reshape/sessionise-rows/node.ts';
import { union } from './combine/union/node.ts';
import { evaluateModel } from './learn/evaluate-model/node.ts';
import { assignFolds } from './learn/assign-folds/node.ts';
import { crossValidate } from './learn/cross-validate/node.ts';
import { prepareFeatures } from './learn/prepare-features/node.ts';
import { readModelCard } from './learn/read-model-card/node.ts';
import { splitTrainTest } from './learn/split-train-test/node.ts';
import { predictOnnx } from './learn/predict-onnx/node.ts';
import { trainModel } from './learn/train-model/node.ts';
import { checkRows } from './quality/check-rows/node.ts';
import { detectDrift } from './quality/detect-drift/node.ts';
import { expectSchema } from './quality/expect-schema/node.ts';
import { findAnomalies } from './quality/find-anomalies/node.ts';
import { profileTable } from './quality/profile-table/node.ts';
import { replayRejected } from './quality/replay-rejected/node.ts';
import { generateRows } from './read/generate-rows/node.ts';
import { inlineTable } from './read/inline-table/node.ts';
import { readDatabase } from './read/read-database/node.ts';
import { readDelimited } from './read/read-delimited/node.ts';
import { readXml } from './read/read-xml/node.ts';
import { readExcel } from './read/read-excel/node.ts';
import { readFixedWidth } from './read/read-fixed-width/node.ts';
import { readJson } from './read/read-json/node.ts';
import { readArrow } from './read/read-arrow/node.ts';
import { readRest } from './read/read-rest/node.ts';
import { readParquet } from './read/read-parquet/node.ts';
import { readLakehouse } from './read/read-lakehouse/node.ts';
import { aggregate } from './reshape/aggregate/node.ts';
import { filterRows } from './rows/filter-rows/node.ts';
import { limitRows } from './rows/limit-rows/node.ts';
import { sortRows } from './rows/sort-rows/node.ts';
import { distinctRows } from './rows/distinct-rows/node.ts';
import { sampleRows } from './rows/sample-rows/node.ts';
import { numberRows } from './rows/number-rows/node.ts';
import { topRows } from './rows/top-rows/node.ts';
import { splitRows } from './rows/split-rows/node.ts';
import { sliceTime } from './rows/slice-time/node.ts';
import { component } from './control/component/node.ts';
import { componentInput } from './control/component-input/node.ts';
import { componentOutput } from './control/component-output/node.ts';
import { gate } from './control/gate/node.ts';
import { iterateComponent } from './control/iterate-component/node.ts';
import { scriptJavascript } from './script/script-javascript/node.ts';
import { scriptPython } from './script/script-python/node.ts';
import { sql } from './script/sql/node.ts';
import { tailFile } from './stream/tail-file/node.ts';
import { viewChart } from './write/view-chart/node.ts';
import { viewTable } from './write/view-table/node.ts';
import { writeDatabase } from './write/write-database/node.ts';
import { writeDelimited } from './write/write-delimited/node.ts';
import { writeExcel } from './write/write-excel/node.ts';
import { writeJson } from './write/write-json/node.ts';
import { writeArrow } from './write/write-arrow/node.ts';
import { writeParquet } from './write/write-parquet/node.ts';
import { publishTable } from './write/publish-table/node.ts';

/** Every node type an analyst can drag onto the canvas, in palette order. */
export const catalog: Catalog = defineCatalog([
  readDelimited,
  readJson,
  readParquet,
  readArrow,
  readExcel,
  readXml,
  readFixedWidth,
  readLakehouse,
  readDatabase,
  readRest,
  inlineTable,
  generateRows,
  filterRows,
  sortRows,
  limitRows,
  topRows,
  sampleRows,
  distinctRows,
  numberRows,
  splitRows,
  sliceTime,
  selectColumns,
  formula,
  multiRowFormula,
  windowColumns,
  convertTypes,
  fillMissing,
  replaceValues,
  findReplace,
  cleanText,
  splitColumn,
  extractText,
  parseTime,
  dateParts,
  parseJson,
  parseXml,
  binValues,
  scaleValues,
  encodeValues,
  maskValues,
  join,
  lookupValues,
  asofJoin,
  rangeJoin,
  fuzzyJoin,
  appendFields,
  setOperations,
  compareTables,
  slowlyChanging,
  union,
  aggregate,
  pivot,
  unpivotColumns,
  transpose,
  explodeValues,
  collectValues,
  sessioniseRows,
  resample,
  checkRows,
  replayRejected,
  expectSchema,
  profileTable,
  findAnomalies,
  detectDrift,
  splitTrainTest,
  assignFolds,
  prepareFeatures,
  predictOnnx,
  trainModel,
  crossValidate,
  evaluateModel,
  readModelCard,
  sql,
  scriptJavascript,
  scriptPython,
  gate,
  component,
  iterateComponent,
  componentInput,
  componentOutput,
  tailFile,
  writeParquet,
  writeArrow,
  publishTable,
  writeDelimited,
  writeJson,
  writeExcel,
  writeDatabase,
  viewTable,
  viewChart,
]);
