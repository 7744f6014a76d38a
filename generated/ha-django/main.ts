// The stack: composes the parts and names what a caller wants to know afterwards.
// Every number comes from ha-lab.json: change it there, then deploy again.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import config from './ha-lab.json';
import { createCompute } from './lib/compute';
import { createLoadBalancer } from './lib/load-balancer';
import { createNetwork } from './lib/network';
import { createScaling } from './lib/scaling';

export class HighlyAvailableStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    new AwsProvider(this, 'aws', {
      region: config.region,
      // Every resource carries this tag, so that whatever is left after a destroy can be found.
      defaultTags: [{ tags: { 'ha-lab:project': config.name } }],
    });

    // Terraform and OpenTofu look for a short name in registries of their own; the full one means the same to both.
    this.addOverride('terraform.required_providers.aws.source', 'hashicorp/aws');

    // Terraform runs in cdktf.out/stacks/<name>; its state stands here, beside ha-lab.json,
    // so that deleting cdktf.out (it is only output) never loses track of what was created.
    new LocalBackend(this, { path: `../../../terraform.${config.name}.tfstate` });

    const network = createNetwork(this);
    const frontDoor = createLoadBalancer(this, network);
    const compute = createCompute(this, network, frontDoor);
    const scaling = createScaling(this, compute.group);

    const outputs: Record<string, string> = {
      url: `http://${frontDoor.loadBalancer.dnsName}`,
      alb_dns_name: frontDoor.loadBalancer.dnsName,
      target_group_arn: frontDoor.targetGroup.arn,
      asg_name: compute.group.name,
      vpc_id: network.vpc.id,
      ...scaling.alarmNames,
    };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }
}

// Synthesise only when this file is the program, not when the test imports it.
if (require.main === module) {
  const app = new App();
  new HighlyAvailableStack(app, config.name);
  app.synth();
}
