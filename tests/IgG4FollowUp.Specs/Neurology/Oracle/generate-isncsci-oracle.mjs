// Makes isncsci-oracle.tsv: 1,000 random examinations and what npm isncsci 2.0.6 says about them.
//   mkdir scratch && cd scratch && npm install isncsci@2.0.6 && cp ../generate-isncsci-oracle.mjs .
//   node generate-isncsci-oracle.mjs > isncsci-oracle.tsv
// The library: ISNCSCI Algorithm. http://www.isncscialgorithm.com Praxis Spinal Cord Institute, Vancouver, British Columbia.
import library from 'isncsci';

const SEED = 20190808;
const PER_KIND = 250;
const DERMATOMES = [...range('C', 2, 8), ...range('T', 1, 12), ...range('L', 1, 5), 'S1', 'S2', 'S3', 'S4_5'];
const MUSCLES = ['C5', 'C6', 'C7', 'C8', 'T1', 'L2', 'L3', 'L4', 'L5', 'S1'];
const TAGGED_SENSATION = ['0*', '1*', 'NT*', '0**', '1**', 'NT**'];
const TAGGED_MUSCLE = ['0*', '1*', '2*', '3*', '4*', 'NT*', '0**', '1**', '2**', '3**', '4**', 'NT**'];

function range(letter, from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => `${letter}${from + i}`);
}

// xorshift32: ours, so that the file can be made again on any version of node.
let state = SEED;
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
const pick = values => values[below(values.length)];
const chance = p => random() < p;

function uniform() {
  const side = () => ({
    lightTouch: Object.fromEntries(DERMATOMES.map(s => [s, pick(['0', '1', '2'])])),
    pinPrick: Object.fromEntries(DERMATOMES.map(s => [s, pick(['0', '1', '2'])])),
    motor: Object.fromEntries(MUSCLES.map(s => [s, pick(['0', '1', '2', '3', '4', '5'])])),
  });
  return { right: side(), left: side(), voluntaryAnalContraction: pick(['Yes', 'No']), deepAnalPressure: pick(['Yes', 'No']) };
}

// Normal above, a zone of change, then little or nothing, with or without sacral sparing.
function lesion() {
  const level = below(30);
  const spared = chance(0.5);
  const side = () => {
    const sensory = level + below(5) - 2;
    const motor = level + below(5) - 2;
    const zone = below(8);
    const legs = chance(0.5);
    const score = i => i < sensory ? '2' : i < sensory + zone ? pick(['0', '1', '2']) : spared && i >= 25 ? pick(['0', '1', '2']) : pick(['0', '0', '0', '1']);
    const grade = i => i < motor ? '5' : i < motor + zone ? pick(['0', '1', '2', '3', '4', '5']) : legs ? pick(['0', '1', '2', '3', '4', '5']) : '0';
    const touch = DERMATOMES.map((s, i) => [s, score(i)]);
    const result = {
      lightTouch: Object.fromEntries(touch),
      pinPrick: Object.fromEntries(touch.map(([s, v], i) => [s, chance(0.7) ? v : score(i)])),
      motor: Object.fromEntries(MUSCLES.map(s => [s, grade(DERMATOMES.indexOf(s))])),
    };
    if (chance(0.15)) result.lowestNonKeyMuscleWithMotorFunction = pick(MUSCLES);
    return result;
  };
  return { right: side(), left: side(), voluntaryAnalContraction: pick(['Yes', 'No', 'No']), deepAnalPressure: pick(['Yes', 'No', 'No']) };
}

function spoil(examination, cells, sensation, muscle) {
  for (let i = 0; i < cells; i++) {
    const side = examination[pick(['right', 'left'])];
    const where = random();
    if (where < 0.35) side.motor[pick(MUSCLES)] = muscle();
    else if (where < 0.55) side[pick(['lightTouch', 'pinPrick'])].S4_5 = sensation();
    else if (where < 0.95) side[pick(['lightTouch', 'pinPrick'])][pick(DERMATOMES)] = sensation();
    else examination[pick(['voluntaryAnalContraction', 'deepAnalPressure'])] = 'NT';
  }
  return examination;
}

const kinds = {
  uniform,
  lesion,
  nt: () => spoil(lesion(), 1 + below(chance(0.5) ? 6 : 60), () => 'NT', () => 'NT'),
  tags: () => spoil(lesion(), 1 + below(14), () => chance(0.3) ? 'NT' : pick(TAGGED_SENSATION), () => chance(0.3) ? 'NT' : pick(TAGGED_MUSCLE)),
};

function text(e) {
  const groups = (cells, order, starts) => order.map(s => (starts.includes(s) ? ' ' : '') + cells[s]).join('');
  const lines = [];
  for (const [name, cells] of [['LT', 'lightTouch'], ['PP', 'pinPrick']])
    for (const side of ['right', 'left'])
      lines.push(`${name}-${side[0].toUpperCase()}${groups(e[side][cells], DERMATOMES, ['C2', 'T1', 'L1', 'S1'])}`);
  for (const side of ['right', 'left']) lines.push(`M-${side[0].toUpperCase()}${groups(e[side].motor, MUSCLES, ['C5', 'L2'])}`);
  lines.push(`VAC ${e.voluntaryAnalContraction}`, `DAP ${e.deepAnalPressure}`);
  for (const side of ['right', 'left'])
    if (e[side].lowestNonKeyMuscleWithMotorFunction) lines.push(`NK-${side[0].toUpperCase()} ${e[side].lowestNonKeyMuscleWithMotorFunction}`);
  return lines.join('; ');
}

function outputs(e) {
  const { classification: c, totals: t } = new library.ISNCSCI(e);
  const side = s => [s.upperExtremity, s.lowerExtremity, s.motor, s.lightTouch, s.pinPrick];
  return [
    c.neurologicalLevels.sensoryRight, c.neurologicalLevels.sensoryLeft,
    c.neurologicalLevels.motorRight, c.neurologicalLevels.motorLeft,
    c.neurologicalLevelOfInjury, c.injuryComplete, c.ASIAImpairmentScale,
    c.zoneOfPartialPreservations.sensoryRight, c.zoneOfPartialPreservations.sensoryLeft,
    c.zoneOfPartialPreservations.motorRight, c.zoneOfPartialPreservations.motorLeft,
    ...side(t.right), ...side(t.left), t.upperExtremity, t.lowerExtremity, t.lightTouch, t.pinPrick,
  ];
}

console.log([
  'id', 'kind', 'examination', 'sensory right', 'sensory left', 'motor right', 'motor left', 'NLI', 'completeness', 'AIS',
  'sensory ZPP right', 'sensory ZPP left', 'motor ZPP right', 'motor ZPP left',
  'UER', 'LER', 'motor total right', 'LT right', 'PP right', 'UEL', 'LEL', 'motor total left', 'LT left', 'PP left',
  'UEMS', 'LEMS', 'LT', 'PP',
].join('\t'));
let id = 0;
for (const [kind, make] of Object.entries(kinds))
  for (let i = 0; i < PER_KIND; i++) {
    const examination = make();
    console.log([++id, kind, text(examination), ...outputs(examination)].join('\t'));
  }
