// A lesson to begin with: valid, provable, and with TODO wherever an author has something to say.

import { isSeq, parseDocument } from 'yaml';

export interface SkeletonNames {
  readonly id: string;
  readonly title: string;
}

const BODY = `TODO: two or three sentences. What stands there, and what is about to happen to it.

\`\`\`lab:predict
id: who
ask: "TODO: what will happen, and who notices?"
options:
  - id: first
    text: "TODO: what many believe"
    wrong: "TODO: why it is not so, in a sentence that helps"
  - id: second
    text: "TODO: what is so"
    right: "TODO: why it is so"
\`\`\`

\`\`\`lab:drill
do: stop-docker
on: any
as: victim
\`\`\`

\`\`\`lab:expect
- id: seen
  that: "victim.target == 'unhealthy'"
  within: 75s
  why: "TODO: what explains it"
  hints:
    - say: "TODO: point, and never hand over the command"
- id: replaced
  that: "victim.cause.contains('ELB system health check failure')"
  after: seen
  within: 4m
  why: "TODO: what explains it"
  hints:
    - when: "group.healthCheckType == 'EC2'"
      say: "TODO: whom does the group ask when it wants to know whether a machine is well?"
    - say: "TODO: a second one, plainer"
\`\`\`

\`\`\`lab:why
TODO: the setting behind it, in bold, and the page of the AWS documentation:
[Health checks for instances in an Auto Scaling group](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html).
\`\`\`

\`\`\`lab:again
ask: "TODO: the same idea with other numbers. Checks come every 10 s and 3 bad ones make a target unhealthy: how many seconds at the most?"
answer: { seconds: 30, within: 5 }
because: "TODO: the first failing check comes at most 10 s after the death, the third 20 s later."
\`\`\`
`;

/** Markdown that passes lint. Its one act stops Docker on a machine: a drill whose course everybody can look up in lesson 06. */
export function skeletonLesson({ id, title }: SkeletonNames): string {
  return `---
# TODO in capitals marks what you fill in. Check with: ha-lab lesson lint <this file>; then: ha-lab lesson prove <this file> --seeds 3
schema: 1
id: ${id}
title: ${JSON.stringify(title)}
# Lessons that come before, by id.
after: []
# The one new idea, as a name: health-check-type.
concept: ${id}
# worked: everything is told; guided: hints lead; open: the learner finds the way.
scaffold: guided
# How long it takes, and what it costs on AWS in dollars.
time: { sandbox: 5m, aws: 25m }
cost: { aws: 0.1 }
# Laid over the learner's ha-lab.json for the lesson, and taken away afterwards.
lab:
  group: { minSize: 2, healthCheckType: ELB }
  alarms: { actionsEnabled: false }
traffic: { users: 20 }
# What must be so before anything is broken.
start:
  - { that: "targets.healthy == 2 && targets.zones == 2", for: 30s }
  - { that: "targets.total == 2 && group.inGrace == 0" }
# What ends the watch at once, because nothing can be learned from such a run.
abort:
  - { that: "users.errorRate > 0.8", for: 3m }
# Worlds in which the lesson must not hold: they prove that it looks at what it is about.
mutants:
  - set: { group: { healthCheckType: EC2 } }
    breaks: [replaced]
    hint: "whom does the group ask"
---
${BODY}`;
}

/** The text of a course.yaml with one more lesson at its end; comments and layout stay. */
export function enteredInto(course: string, folder: string): string {
  const document = parseDocument(course);
  if (!isSeq(document.get('lessons'))) return course;
  document.addIn(['lessons'], folder);
  // A line that was written as one stays one.
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
