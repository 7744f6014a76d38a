// The account's public face: who would pay, whether there is room, and what would stop it.

export { type Caller, callerOf } from './caller.js';
export { checkImage, type ImageCheck, type ImageQuestion } from './image/check.js';
export { imageRefusal } from './image/refusal.js';
export { type AccountProblem, accountProblem } from './problems.js';
export { checkQuotas, type QuotaLine, type QuotaVerdict, verdictOf } from './quotas.js';
export { type AccountReview, type Refusal, refusalsOf, reviewAccount } from './review.js';
