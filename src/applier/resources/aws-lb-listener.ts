// aws_lb_listener with actions that forward to one target group or answer by themselves. Not here: TLS, redirects, authentication,
// weighted forwards.

import {
  type Action,
  type ActionTypeEnum,
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  ModifyListenerCommand,
  type ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { assert } from '../../errors.js';
import { orGone } from '../aws-errors.js';
import { defineResource } from '../resource-type.js';
import { type AttributesOf, block, number, TAGS, text, textAttribute } from '../schema.js';
import { elbv2TagInput, elbv2Tags, retagElbv2 } from './elbv2-tags.js';

const GONE = ['ListenerNotFound'];

const schema = {
  load_balancer_arn: text({ required: true, replaces: true }),
  port: number(),
  protocol: text({ computed: true }),
  default_action: block(
    'list',
    {
      type: text({ required: true }),
      order: number({ computed: true }),
      target_group_arn: text(),
      fixed_response: block('single', {
        content_type: text({ required: true }),
        message_body: text(),
        status_code: text({ computed: true }),
      }),
    },
    { required: true },
  ),
  ...TAGS,
  arn: textAttribute(),
};
type PlannedAction = AttributesOf<typeof schema>['default_action'][number];

export const awsLbListener = defineResource({
  type: 'aws_lb_listener',
  schema,

  async create({ clients }, planned) {
    const { Listeners } = await clients.elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: planned.load_balancer_arn,
        Port: planned.port ?? undefined,
        Protocol: (planned.protocol ?? undefined) as ProtocolEnum | undefined,
        DefaultActions: planned.default_action.map(actionInput),
        Tags: elbv2TagInput(planned.tags_all),
      }),
    );
    const arn = Listeners?.[0]?.ListenerArn;
    assert(arn, 'CreateListener answered no listener');
    return arn;
  },

  async read(operation, id) {
    const answer = await orGone(
      operation.clients.elbv2.send(new DescribeListenersCommand({ ListenerArns: [id] })),
      GONE,
    );
    const listener = answer?.Listeners?.[0];
    if (listener === undefined) return undefined;
    return {
      load_balancer_arn: listener.LoadBalancerArn ?? '',
      port: listener.Port ?? null,
      protocol: listener.Protocol ?? null,
      default_action: (listener.DefaultActions ?? []).map(actionOf),
      tags_all: await elbv2Tags(operation, id),
      arn: id,
    };
  },

  async update({ clients }, id, { after }) {
    await clients.elbv2.send(
      new ModifyListenerCommand({
        ListenerArn: id,
        Port: after.port ?? undefined,
        Protocol: (after.protocol ?? undefined) as ProtocolEnum | undefined,
        DefaultActions: after.default_action.map(actionInput),
      }),
    );
  },

  retag: retagElbv2,

  async remove({ clients }, id) {
    await orGone(clients.elbv2.send(new DeleteListenerCommand({ ListenerArn: id })), GONE);
  },
});

function actionInput(action: PlannedAction, index: number): Action {
  const [fixed] = action.fixed_response;
  return {
    Type: action.type as ActionTypeEnum,
    Order: action.order ?? index + 1,
    TargetGroupArn: action.target_group_arn || undefined,
    FixedResponseConfig: fixed && {
      ContentType: fixed.content_type,
      MessageBody: fixed.message_body || undefined,
      StatusCode: fixed.status_code ?? '200',
    },
  };
}

/** AWS answers a simple forward in two forms; the one that was configured is the target group's ARN. */
function actionOf(action: Action): PlannedAction {
  const fixed = action.FixedResponseConfig;
  const only = action.ForwardConfig?.TargetGroups?.length === 1 ? action.ForwardConfig.TargetGroups[0] : undefined;
  return {
    type: action.Type ?? '',
    order: action.Order ?? null,
    target_group_arn: action.TargetGroupArn ?? only?.TargetGroupArn ?? '',
    fixed_response:
      fixed === undefined
        ? []
        : [
            {
              content_type: fixed.ContentType ?? '',
              message_body: fixed.MessageBody ?? '',
              status_code: fixed.StatusCode ?? null,
            },
          ],
  };
}
