import { describe, expect, test } from 'vitest';
import type { ImageSettings } from './bind-image.ts';
import { bindImage } from './bind-image.ts';
import type { ModelPort } from './model-description.ts';

const settings: ImageSettings = { input: 'x', column: 'i', turn: 'stored', fit: 'crop', shorter: null, width: null, height: null, layout: 'auto', order: 'rgb', values: 'unit', divide: 255, mean: '0', deviation: '1' };
const port = (shape: ModelPort['shape'], elementType: ModelPort['elementType'] = 'float32'): ModelPort => ({ name: 'x', elementType, shape, ranked: true });
const bound = (shape: ModelPort['shape'], more: Partial<ImageSettings> = {}, type = 'BLOB', elementType: ModelPort['elementType'] = 'float32') => bindImage(port(shape, elementType), { ...settings, ...more }, { name: 'i', type });
const imageOf = (result: ReturnType<typeof bindImage>) => ('binding' in result ? result.binding.image! : result.problem);
const problem = (result: ReturnType<typeof bindImage>) => ('problem' in result ? `${result.problem.setting}: ${result.problem.message}` : 'bound');

describe('an input of images', () => {
  test('its channels are where the 1 or 3 stands, its size where the file states it', () => {
    expect(imageOf(bound(['N', 3, 224, 200]))).toMatchObject({ from: 'bytes', channelsFirst: true, channels: 3, size: { width: 200, height: 224 }, shorter: 224 });
    expect(imageOf(bound([1, 64, 48, 1], {}, 'VARCHAR'))).toMatchObject({ from: 'path', channelsFirst: false, channels: 1, size: { width: 48, height: 64 } });
    expect(imageOf(bound([3, 8, 8]))).toMatchObject({ channelsFirst: true });
    expect(imageOf(bound(['N', 'c', 8, 8], { layout: 'channels-first' }))).toMatchObject({ channels: 3 });
    expect(imageOf(bound(['N', 3, 'h', 'w'], { width: 30, height: 20, fit: 'stretch' }))).toMatchObject({ size: { width: 30, height: 20 } });
    expect(imageOf(bound(['N', 3, 'h', 'w'], { fit: 'none' }))).toMatchObject({ size: null });
  });

  test('published means and deviations follow the order of the channels', () => {
    expect(imageOf(bound(['N', 3, 8, 8], { values: 'imagenet' }))).toMatchObject({ divide: 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] });
    expect(imageOf(bound(['N', 3, 8, 8], { values: 'imagenet', order: 'bgr' }))).toMatchObject({ mean: [0.406, 0.456, 0.485], deviation: [0.225, 0.224, 0.229] });
    expect(imageOf(bound(['N', 1, 8, 8], { values: 'signed' }))).toMatchObject({ mean: [0.5], deviation: [0.5] });
    expect(imageOf(bound(['N', 3, 8, 8], { values: 'own', divide: 1, mean: '103.9, 116.8; 123.7', deviation: '2' }))).toMatchObject({ divide: 1, mean: [103.9, 116.8, 123.7], deviation: [2, 2, 2] });
  });

  test.each<[RegExp, ReturnType<typeof bindImage>]>([
    [/^input: .*takes \[N, 8\] where images need 3 or 4 dimensions/, bound(['N', 8])],
    [/^column: .*"i" is DOUBLE\[\]/, bound(['N', 3, 8, 8], {}, 'DOUBLE[]')],
    [/^layout: .*does not say where the channels are/, bound(['N', 'a', 8, 8])],
    [/^layout: .*does not say where the channels are/, bound(['N', 3, 8, 3])],
    [/^layout: .*8 channels/, bound(['N', 8, 8, 3], { layout: 'channels-first' })],
    [/^input: .*holds int64 values/, bound(['N', 3, 8, 8], {}, 'BLOB', 'int64')],
    [/^values: .*whole numbers from 0 to 255/, bound(['N', 3, 8, 8], {}, 'BLOB', 'uint8')],
    [/^values: .*one channel/, bound(['N', 1, 8, 8], { values: 'clip' })],
    [/^mean: .*"1 2" is not three numbers/, bound(['N', 3, 8, 8], { values: 'own', mean: '1 2' })],
    [/^mean: .*"" is not three numbers/, bound(['N', 3, 8, 8], { values: 'own', mean: '' })],
    [/^deviation: .*other than 0/, bound(['N', 3, 8, 8], { values: 'own', deviation: '1 0 1' })],
    [/^width: .*leaves the size free/, bound(['N', 3, 'h', 'w'], { width: 8 })],
    [/^width: .*wants images of 8 × 9/, bound(['N', 3, 9, 8], { width: 7 })],
    [/^shorter: .*choose 8 or more/, bound(['N', 3, 8, 8], { shorter: 7 })],
  ])('%s', (says, result) => {
    expect(problem(result)).toMatch(says);
  });

  test('whole numbers take values as they are', () => {
    expect(imageOf(bound(['N', 3, 8, 8], { values: 'raw' }, 'BLOB', 'uint8'))).toMatchObject({ divide: 1, mean: [0, 0, 0], deviation: [1, 1, 1] });
  });
});
