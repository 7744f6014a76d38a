// Why some resources take so long: what a learner sees standing still in the list, explained.

/** By Terraform's resource type. */
const WHY: Readonly<Record<string, string>> = {
  aws_lb: 'AWS needs minutes for a load balancer, and the provider looks only every 30 s',
  aws_nat_gateway: 'a NAT gateway takes a minute or two to come or to go',
  aws_autoscaling_group: 'waits for its machines: to be in service, or to be drained and gone',
  aws_vpc: 'the provider waits 10 s after it changed the DNS settings',
  aws_subnet: 'the provider waits 10 s after it changed a setting',
  aws_internet_gateway: 'goes only when no public address is in use any more',
  aws_security_group: 'goes only when nothing uses it any more',
};

/** Undefined: nothing is known that would excuse it. */
export function whySlow(address: string): string | undefined {
  return WHY[address.split('.').at(-2) ?? ''];
}
