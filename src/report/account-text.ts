// The account, its room and the price, as they are shown before anything is created. Pure.

import type { ImageCheck } from '../account/image/check.js';
import type { AccountReview, Refusal } from '../account/review.js';
import type { PriceList } from '../generator/index.js';
import { indented, type Row, tableText, UNKNOWN } from './table.js';

/** Said wherever something on AWS itself is about to change. */
const UNTRIED =
  'this is AWS itself: it costs money, and no test of ha-lab has ever run there, only on sandboxes that stood in for it';

export function callerText({ caller, region }: Pick<AccountReview, 'caller' | 'region'>): string {
  const { account, arn, alias, standIn } = caller;
  return [
    `account  ${account}${alias === undefined ? '' : ` (${alias})`} in ${region}`,
    `caller   ${arn}`,
    ...indented('         ', standIn === undefined ? UNTRIED : `${standIn} stands in for it: nothing is charged`),
  ].join('\n');
}

/** @param ms how long it takes on AWS @param cost US dollars */
export function lessonCostText(ms: number, cost: number, { perHour, asOf }: PriceList): string {
  const minutes = Math.round(ms / 60_000);
  const rate = `${dollars(perHour)} per hour, prices of ${asOf}`;
  const text = `about ${dollars(cost, 2)} for about ${minutes} minutes on AWS (${rate}); the stack goes on costing until it is destroyed`;
  return indented('cost     ', text).join('\n');
}

export function reviewOfAccount(review: AccountReview): string {
  const quotas = review.quotas.length === 0 ? [] : ['', quotaText(review)];
  const image = review.image === undefined ? [] : [imageText(review.image)];
  return [callerText(review), ...image, ...quotas, '', priceText(review.prices, review.region)].join('\n');
}

export function imageText({ image, platform, verdict, said }: ImageCheck): string {
  const seen = verdict === 'not checked' ? `not checked: ${said}` : said;
  const fits = verdict === 'fits' ? `, the machines are ${platform}` : '';
  return [`image    ${image}`, ...indented('         ', `${seen}${fits}`)].join('\n');
}

function quotaText({ quotas }: AccountReview): string {
  const columns = [
    { title: 'QUOTA' },
    { title: 'NEEDS', align: 'right' as const },
    { title: 'IN USE', align: 'right' as const },
    { title: 'LIMIT', align: 'right' as const },
    { title: '' },
  ];
  const rows = quotas.flatMap((line): Row[] => {
    const { name, needs, inUse, limit, limitOf, verdict, because } = line;
    const shown = `${MARKS[limitOf]}${limit}`;
    const row = [name, String(needs), inUse === undefined ? UNKNOWN : String(inUse), shown, verdict];
    return verdict === 'fits' || because === undefined ? [row] : [row, { note: because }];
  });
  // Apart from the table, which would break them between words.
  const looks = quotas.filter(({ verdict }) => verdict !== 'fits').map(({ command }) => `look: ${command}`);
  const whose = (['default', 'table'] as const).flatMap((owner) =>
    legendOf(quotas.filter((line) => line.limitOf === owner)),
  );
  return [tableText(columns, rows), ...whose, ...looks].join('\n');
}

const MARKS = { account: '', default: '~', table: '?' } as const;
const WHOSE = {
  default: '~ AWS’s default, as AWS says it today; this account’s own may be another',
  table: '? AWS’s default as ha-lab knows it; this account’s own may be another',
} as const;

/** What the mark of these limits means, and why there is no better figure: each reason once. */
function legendOf(lines: AccountReview['quotas']): readonly string[] {
  const [owner] = lines.map(({ limitOf }) => limitOf);
  if (owner === undefined || owner === 'account') return [];
  const reasons = [...new Set(lines.flatMap(({ limitBecause }) => limitBecause ?? []))];
  return [`${WHOSE[owner]}:`, ...reasons.flatMap((reason) => indented('  ', reason))];
}

export const dollars = (amount: number | undefined, digits = 4): string =>
  amount === undefined ? 'unknown' : `$${amount.toFixed(digits)}`;

/** Line by line, per hour and per day, with the date and whatever of it nobody has checked. */
export function priceText(prices: PriceList, region: string): string {
  const { lines, perHour, perDay, complete, asOf } = prices;
  const rows = lines.map(({ item, count, perHour: each, sourced, note = '' }) => [
    `${count} × ${item}${sourced ? '' : ' *'}`,
    dollars(each),
    dollars(each === undefined ? undefined : each * 24, 2),
    note,
  ]);
  const sum = ['together', `${complete ? '' : '> '}${dollars(perHour)}`, dollars(perDay, 2), ''];
  const columns = [
    { title: 'WHILE IDLE' },
    { title: 'PER HOUR', align: 'right' as const },
    { title: 'PER DAY', align: 'right' as const },
    { title: '' },
  ];
  const notes = [
    ...(lines.every(({ sourced }) => sourced) ? [] : ['* from memory, checked against no source']),
    ...(region === prices.region ? [] : [`${region} is not in the table: these are the prices of ${prices.region}`]),
  ];
  return [
    tableText(columns, [...rows, sum]),
    `Prices of ${asOf} without tax, data and started hours; AWS’s bill decides.`,
    `A lesson of half an hour costs about ${dollars(perHour / 2, 2)}.`,
    ...notes,
  ].join('\n');
}

export function refusalText(refusals: readonly Refusal[]): string {
  const [only] = refusals;
  if (refusals.length === 1 && only !== undefined) return `Nothing was created: ${only.message}.`;
  return [
    `Nothing was created, for ${refusals.length} reasons:`,
    ...refusals.map(({ message }) => `  ${message}`),
  ].join('\n');
}
