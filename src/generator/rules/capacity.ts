// Sizes, thresholds and what CPU figures can say.
import { error, type Finding, type Rule, warning } from './finding.js';

const sizes: Rule = ({ group: { minSize, desiredCapacity, maxSize } }) => {
  const all = ['group.minSize', 'group.desiredCapacity', 'group.maxSize'];
  const wrong = (path: string, message: string, fix: string): Finding[] => [
    error(
      'sizes',
      path,
      message,
      fix,
      all.filter((other) => other !== path),
    ),
  ];
  if (minSize > maxSize) {
    return wrong(
      'group.minSize',
      `minSize ${minSize} is greater than maxSize ${maxSize}`,
      `set minSize to at most ${maxSize}, or maxSize to at least ${minSize}`,
    );
  }
  if (minSize > desiredCapacity) {
    return wrong(
      'group.desiredCapacity',
      `desiredCapacity ${desiredCapacity} is less than minSize ${minSize}`,
      `set desiredCapacity to at least ${minSize}, or minSize to at most ${desiredCapacity}`,
    );
  }
  if (desiredCapacity > maxSize) {
    return wrong(
      'group.desiredCapacity',
      `desiredCapacity ${desiredCapacity} is greater than maxSize ${maxSize}`,
      `set desiredCapacity to at most ${maxSize}, or maxSize to at least ${desiredCapacity}`,
    );
  }
  return [];
};

const zoneCover: Rule = ({ group, availabilityZones }) =>
  group.minSize < availabilityZones.length
    ? [
        warning(
          'zone-cover',
          'group.minSize',
          `with minSize ${group.minSize} an idle group shrinks to fewer machines than there are zones (${availabilityZones.length}), and a failed zone can then take everything`,
          `set minSize to ${availabilityZones.length} for a group that always stands in every zone`,
        ),
      ]
    : [];

const flapping: Rule = ({ scaling, alarms, group }) => {
  if (scaling.policyType === 'target-tracking') return [];
  // Whatever the last machine has nobody takes over.
  const fewest = Math.max(1, group.minSize);
  const after = (alarms.cpuLowThreshold * (fewest + 1)) / fewest;
  if (after < alarms.cpuHighThreshold) return [];
  const largest = Math.ceil((alarms.cpuHighThreshold * fewest) / (fewest + 1)) - 1;
  return [
    warning(
      'flapping',
      'alarms.cpuLowThreshold',
      `removing one of ${fewest + 1} machines at ${alarms.cpuLowThreshold} % CPU leaves ${Math.round(after)} % on the rest, which is not below ${alarms.cpuHighThreshold} %: the group would grow and shrink in turns`,
      `set cpuLowThreshold to at most ${Math.max(0, largest)}, or raise cpuHighThreshold`,
    ),
  ];
};

const monitoring: Rule = ({ launchTemplate, alarms, scaling }) => {
  if (launchTemplate.detailedMonitoring || scaling.policyType === 'target-tracking') return [];
  const minutes = Math.min(alarms.cpuHighMinutes, alarms.cpuLowMinutes);
  return minutes >= 5
    ? []
    : [
        warning(
          'detailed-monitoring',
          'launchTemplate.detailedMonitoring',
          `an alarm over ${minutes} min sees a CPU figure only every 5 min without detailed monitoring (CW-30)`,
          'set detailedMonitoring to true, or the minutes of both alarms to 5 or more',
        ),
      ];
};

const workers: Rule = ({ app, alarms, scaling }) => {
  const bar = scaling.policyType === 'target-tracking' ? scaling.targetValue : alarms.cpuHighThreshold;
  return app.workers === 1 && bar >= 50
    ? [
        warning(
          'one-worker',
          'app.workers',
          `one worker process uses at most one of two vCPUs, so a machine never passes 50 % and the bar at ${bar} % is never reached (CW-05)`,
          'set workers to 2, or lower the bar below 50',
        ),
      ]
    : [];
};

export const capacityRules: readonly Rule[] = [sizes, zoneCover, flapping, monitoring, workers];
