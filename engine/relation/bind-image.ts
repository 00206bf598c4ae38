import type { Column } from '../core/schema.ts';
import type { BindingProblem } from './binding-problem.ts';
import type { ImageReading } from './image-reading.ts';
import type { ModelInputBinding } from './model-call.ts';
import { carrierOf } from './model-call.ts';
import type { ModelPort } from './model-description.ts';

/** What a person says of the images for one input. */
export interface ImageSettings {
  readonly input: string;
  readonly column: string;
  readonly turn: ImageReading['turn'];
  readonly fit: ImageReading['fit'];
  readonly shorter: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly layout: 'auto' | 'channels-first' | 'channels-last';
  readonly order: ImageReading['order'];
  readonly values: 'unit' | 'imagenet' | 'clip' | 'signed' | 'raw' | 'own';
  /** With `values: 'own'`: the three steps, numbers apart by spaces or commas. */
  readonly divide: number;
  readonly mean: string;
  readonly deviation: string;
}

type Scale = Pick<ImageReading, 'divide' | 'mean' | 'deviation'>;

/** Means and deviations as published with the models, for red, green and blue. */
const presets: Readonly<Record<Exclude<ImageSettings['values'], 'own'>, Scale>> = {
  unit: { divide: 255, mean: [0, 0, 0], deviation: [1, 1, 1] },
  imagenet: { divide: 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  clip: { divide: 255, mean: [0.48145466, 0.4578275, 0.40821073], deviation: [0.26862954, 0.26130258, 0.27577711] },
  signed: { divide: 255, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  raw: { divide: 1, mean: [0, 0, 0], deviation: [1, 1, 1] },
};

/** The binding of an input that takes images, or what hinders it. */
export function bindImage(port: ModelPort, settings: ImageSettings, column: Column): { binding: ModelInputBinding } | { problem: BindingProblem } {
  const failed = (reason: string, setting: string): { problem: BindingProblem } => ({ problem: { code: 'model-inputs', input: port.name, setting, message: `Input "${port.name}" of the model cannot take images: ${reason}.` } });
  const shape = `[${port.shape.map((size) => size ?? '?').join(', ')}]`;
  if (port.container !== undefined || !port.ranked || port.shape.length < 3 || port.shape.length > 4) return failed(`it takes ${port.ranked && port.container === undefined ? shape : 'something else'} where images need 3 or 4 dimensions; map columns to it under "Columns of the inputs"`, 'input');
  const from = /^BLOB$/i.test(column.type) ? 'bytes' : /^VARCHAR$/i.test(column.type) ? 'path' : null;
  if (from === null) return failed(`column "${column.name}" is ${column.type}; choose one of BLOB with the bytes of JPEG or PNG files, or of text with their paths`, 'column');
  const inner = port.shape.slice(-3);
  const layout = layoutOf(inner, settings.layout);
  if (layout === null) return failed(`its shape ${shape} does not say where the channels are; choose the place of the channels`, 'layout');
  const [channelSize, high, wide] = layout === 'channels-first' ? inner : [inner[2], inner[0], inner[1]];
  if (typeof channelSize === 'number' && channelSize !== 1 && channelSize !== 3) return failed(`it has ${channelSize} channels where images have 1 or 3; choose another place of the channels`, 'layout');
  const channels = channelSize === 1 ? 1 : 3;
  const type = carrierOf(port.elementType);
  if (type !== 'uint8' && !type.startsWith('float')) return failed(`it holds ${port.elementType} values where images give float or uint8; export the model with such an input`, 'input');
  if (type === 'uint8' && settings.values !== 'raw') return failed('it holds whole numbers from 0 to 255; choose these as the values', 'values');
  const scale = scaleOf(settings, channels);
  if ('wrong' in scale) return failed(scale.wrong, scale.setting);
  const size = sizeOf(settings, wide, high);
  if (size === 'free') return failed('it leaves the size free; give a width and a height, or take images as they are', 'width');
  if (size === 'other') return failed(`it wants images of ${wide ?? '?'} × ${high ?? '?'}; leave width and height empty where the model states them`, 'width');
  const shorter = settings.shorter ?? (size === null ? 0 : Math.max(size.width, size.height));
  if (settings.fit === 'crop' && size !== null && shorter < Math.max(size.width, size.height)) return failed(`a shorter side of ${shorter} leaves less than the ${size.width} × ${size.height} that are cut out of the middle; choose ${Math.max(size.width, size.height)} or more`, 'shorter');
  return {
    binding: {
      name: port.name,
      elementType: port.elementType,
      width: 0,
      inner: [],
      columns: [{ column: column.name, sqlType: from === 'bytes' ? 'BLOB' : 'VARCHAR' }],
      depth: 3,
      lift: 0,
      shape: port.shape.map((value) => (typeof value === 'number' ? value : null)),
      missing: 'skip',
      image: { from, turn: settings.turn, channelsFirst: layout === 'channels-first', channels, order: settings.order, size, fit: settings.fit, shorter, ...scale },
    },
  };
}

/** Where the channels are: the side of 1 or 3 values. */
function layoutOf([first, , last]: ModelPort['shape'], told: ImageSettings['layout']): 'channels-first' | 'channels-last' | null {
  if (told !== 'auto') return told;
  const isChannels = (size: number | string | null | undefined): boolean => size === 1 || size === 3;
  if (isChannels(first) === isChannels(last)) return null;
  return isChannels(first) ? 'channels-first' : 'channels-last';
}

function sizeOf(settings: ImageSettings, wide: ModelPort['shape'][number] | undefined, high: ModelPort['shape'][number] | undefined): ImageReading['size'] | 'free' | 'other' {
  const width = typeof wide === 'number' ? wide : settings.width;
  const height = typeof high === 'number' ? high : settings.height;
  if (settings.fit !== 'none' && ((settings.width !== null && settings.width !== width) || (settings.height !== null && settings.height !== height))) return 'other';
  if (typeof width === 'number' && typeof height === 'number') return { width, height };
  return settings.fit === 'none' ? null : 'free';
}

function scaleOf(settings: ImageSettings, channels: 1 | 3): Scale | { readonly wrong: string; readonly setting: string } {
  if (settings.values !== 'own') {
    const { divide, mean, deviation } = presets[settings.values];
    // Statistics of the three colours say nothing of grey images.
    if (channels === 1 && new Set(mean).size > 1) return { wrong: 'it has one channel, and the values chosen are for three; choose "As given" with one mean and one deviation', setting: 'values' };
    const inOrder = (numbers: readonly number[]): readonly number[] => (channels === 1 ? numbers.slice(0, 1) : settings.order === 'bgr' ? numbers.toReversed() : numbers);
    return { divide, mean: inOrder(mean), deviation: inOrder(deviation) };
  }
  const mean = numbersIn(settings.mean, channels);
  if (mean === null) return { wrong: `"${settings.mean}" is not ${channels === 1 ? 'one number' : 'three numbers'} to take away; write ${channels === 1 ? '0.5' : 'them as 0.485, 0.456, 0.406'}`, setting: 'mean' };
  const deviation = numbersIn(settings.deviation, channels);
  if (deviation === null || deviation.includes(0)) return { wrong: `"${settings.deviation}" is not ${channels === 1 ? 'one number' : 'three numbers'} other than 0 to divide by; write ${channels === 1 ? '0.5' : 'them as 0.229, 0.224, 0.225'}`, setting: 'deviation' };
  return { divide: settings.divide, mean, deviation };
}

/** One number per channel; a single one stands for all. */
function numbersIn(text: string, channels: 1 | 3): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  if (numbers.some((value) => !Number.isFinite(value)) || ![1, channels].includes(numbers.length)) return null;
  return numbers.length === channels ? numbers : Array<number>(channels).fill(numbers[0]!);
}
