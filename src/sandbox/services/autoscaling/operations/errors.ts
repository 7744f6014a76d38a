// The errors of Auto Scaling, in its own codes and words.

import { ServiceError } from '../../../../errors.js';

export const validation = (message: string): ServiceError => new ServiceError('ValidationError', message);

export const alreadyExists = (groupName: string): ServiceError =>
  new ServiceError(
    'AlreadyExists',
    `AutoScalingGroup by this name already exists - A group with the name ${groupName} already exists`,
  );

export const resourceInUse = (message: string): ServiceError => new ServiceError('ResourceInUse', message);

export const activityInProgress = (message: string): ServiceError =>
  new ServiceError('ScalingActivityInProgress', message);
