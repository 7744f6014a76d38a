#!/usr/bin/env bash
# The whole story with the AWS CLI, from an empty account to an empty account, against an instant sandbox: a network over two zones, a load
# balancer, a group with alarms and policies; a command on a machine, a machine that is terminated and replaced, a load that scales the group;
# everything removed in order. Waiting is what a person would type: the CLI's own waiters, and `ha-lab sandbox advance` for minutes to pass.
#
# Prints `name<TAB>value` lines, one per thing that was seen. Arguments: the command that runs ha-lab.
set -euo pipefail

HA_LAB=("$@")
NAME=cli-story
saw() { printf '%s\t%s\n' "$1" "${*:2}"; }
minutes() { "${HA_LAB[@]}" sandbox advance "${1}m" >/dev/null; }

# `ask KEY words…` answers one figure of the answer. Several run at once by `<(ask …)`, as a person would open another terminal.
ask() { aws "${@:2}" --query "$1" --output text; }
tell() { aws "$@" --output text >/dev/null; }
together() { local job; for job in $(jobs -p); do wait "$job"; done; }

# --- network -----------------------------------------------------------------------------------------------------------
read -r zone_a zone_b < <(ask 'AvailabilityZones[:2].ZoneName' ec2 describe-availability-zones)
vpc=$(ask Vpc.VpcId ec2 create-vpc --cidr-block 10.8.0.0/16)
subnet() { ask Subnet.SubnetId ec2 create-subnet --vpc-id "$vpc" --cidr-block "$1" --availability-zone "$2"; }
gateway() {
  local id
  id=$(ask InternetGateway.InternetGatewayId ec2 create-internet-gateway)
  tell ec2 attach-internet-gateway --internet-gateway-id "$id" --vpc-id "$vpc"
  echo "$id"
}
group_of() { ask GroupId ec2 create-security-group --vpc-id "$vpc" --group-name "$NAME-$1" --description "$1"; }
address() { ask AllocationId ec2 allocate-address; }
exec 3< <(subnet 10.8.0.0/24 "$zone_a") 4< <(subnet 10.8.1.0/24 "$zone_b")
exec 5< <(gateway) 6< <(group_of front) 7< <(group_of back) 8< <(address) 9< <(address)
private_a=$(subnet 10.8.10.0/24 "$zone_a")
private_b=$(subnet 10.8.11.0/24 "$zone_b")
read -r public_a <&3; read -r public_b <&4; read -r igw <&5
read -r front <&6; read -r back <&7; read -r address_a <&8; read -r address_b <&9

nat() { ask NatGateway.NatGatewayId ec2 create-nat-gateway --subnet-id "$1" --allocation-id "$2"; }
exec 3< <(nat "$public_a" "$address_a") 4< <(nat "$public_b" "$address_b")
tell ec2 authorize-security-group-ingress --group-id "$front" --protocol tcp --port 80 --cidr 0.0.0.0/0 &
tell ec2 authorize-security-group-ingress --group-id "$back" --protocol tcp --port 80 --source-group "$front" &
read -r nat_a <&3; read -r nat_b <&4
together
aws ec2 wait nat-gateway-available --nat-gateway-ids "$nat_a" "$nat_b"

# A route table with its way out, and the subnets that use it.
table() {
  local id subnet
  id=$(ask RouteTable.RouteTableId ec2 create-route-table --vpc-id "$vpc")
  tell ec2 create-route --route-table-id "$id" --destination-cidr-block 0.0.0.0/0 "$1" "$2"
  for subnet in "${@:3}"; do tell ec2 associate-route-table --route-table-id "$id" --subnet-id "$subnet"; done
  echo "$id"
}
exec 3< <(table --gateway-id "$igw" "$public_a" "$public_b") 4< <(table --nat-gateway-id "$nat_a" "$private_a")
table_c=$(table --nat-gateway-id "$nat_b" "$private_b")
read -r table_a <&3; read -r table_b <&4

# --- load balancer, machines, alarms -------------------------------------------------------------------------------------
profile() {
  local trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
  tell iam create-role --role-name "$NAME" --assume-role-policy-document "$trust"
  tell iam attach-role-policy --role-name "$NAME" --policy-arn "$CORE"
  tell iam create-instance-profile --instance-profile-name "$NAME"
  tell iam add-role-to-instance-profile --instance-profile-name "$NAME" --role-name "$NAME"
}
CORE=arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore
profile &
balancer=$(ask 'LoadBalancers[0].LoadBalancerArn' elbv2 create-load-balancer --name "$NAME" \
  --subnets "$public_a" "$public_b" --security-groups "$front")
targets=$(ask 'TargetGroups[0].TargetGroupArn' elbv2 create-target-group --name "$NAME" --protocol HTTP --port 80 --vpc-id "$vpc" \
  --health-check-interval-seconds 10 --healthy-threshold-count 2)
tell elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP --port 80 \
  --default-actions "Type=forward,TargetGroupArn=$targets"
aws elbv2 wait load-balancer-available --load-balancer-arns "$balancer"
together

script=$(printf '#!/bin/bash\ndnf install -y nginx stress-ng\nsystemctl enable --now nginx\n' | base64 -w0)
image=resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
tell ec2 create-launch-template --launch-template-name "$NAME" --launch-template-data "{
  \"ImageId\": \"$image\", \"InstanceType\": \"t3.micro\", \"SecurityGroupIds\": [\"$back\"], \"UserData\": \"$script\",
  \"IamInstanceProfile\": {\"Name\": \"$NAME\"}, \"Monitoring\": {\"Enabled\": true}}"
tell autoscaling create-auto-scaling-group --auto-scaling-group-name "$NAME" --min-size 2 --max-size 3 \
  --launch-template "LaunchTemplateName=$NAME,Version=\$Latest" --vpc-zone-identifier "$private_a,$private_b" \
  --target-group-arns "$targets" --health-check-type ELB --health-check-grace-period 300

# An alarm over the group's CPU, and the policy that it calls.
alarm() {
  local policy
  policy=$(ask PolicyARN autoscaling put-scaling-policy --auto-scaling-group-name "$NAME" --policy-name "$1" \
    --adjustment-type ChangeInCapacity --scaling-adjustment="$2" --cooldown 60)
  tell cloudwatch put-metric-alarm --alarm-name "$NAME-$1" --namespace AWS/EC2 --metric-name CPUUtilization \
    --dimensions "Name=AutoScalingGroupName,Value=$NAME" --statistic Average --period 60 --evaluation-periods 2 \
    --comparison-operator "$3" --threshold "$4" --alarm-actions "$policy"
}
alarm out 1 GreaterThanThreshold 60 &
alarm in -1 LessThanThreshold 0 &
together
aws elbv2 wait target-in-service --target-group-arn "$targets"
members() {
  ask 'AutoScalingGroups[0].Instances[?LifecycleState==`InService`].InstanceId' autoscaling describe-auto-scaling-groups \
    --auto-scaling-group-names "$NAME"
}
healthy() {
  ask 'length(TargetHealthDescriptions[?TargetHealth.State==`healthy`])' elbv2 describe-target-health --target-group-arn "$targets"
}
read -r first second < <(members)
saw begun "$(healthy) healthy"

# --- a command on a machine ----------------------------------------------------------------------------------------------
run() { ask Command.CommandId ssm send-command --document-name AWS-RunShellScript --instance-ids "${@:2}" --parameters "commands=[\"$1\"]"; }
minutes 3
command=$(run 'curl -s -o /dev/null -w %{http_code} localhost' "$first")
aws ssm wait command-executed --command-id "$command" --instance-id "$first"
saw inside "$(ask StandardOutputContent ssm get-command-invocation --command-id "$command" --instance-id "$first")"

# --- a machine is terminated, and replaced ---------------------------------------------------------------------------------
tell ec2 terminate-instances --instance-ids "$first"
aws ec2 wait instance-terminated --instance-ids "$first"
minutes 8
saw replaced "$(healthy) healthy, $(members | grep -c "$first" || true) of them terminated"
saw why "$(ask "Activities[?starts_with(Description, 'Terminating')] | [0].Cause" autoscaling describe-scaling-activities \
  --auto-scaling-group-name "$NAME")"

# --- load, an alarm, a third machine ------------------------------------------------------------------------------------------
read -r -a now < <(members)
tell ssm send-command --document-name AWS-RunShellScript --instance-ids "${now[@]}" \
  --parameters '{"commands":["stress-ng --cpu 2 --timeout 480"],"executionTimeout":["600"]}'
minutes 10
saw loaded "$(healthy) healthy"
saw called "$(ask 'AlarmHistoryItems[-1].HistorySummary' cloudwatch describe-alarm-history --alarm-name "$NAME-out" --history-item-type Action)"
tell cloudwatch set-alarm-state --alarm-name "$NAME-in" --state-value ALARM --state-reason 'told by hand'
minutes 8
saw calmed "$(healthy) healthy"

# --- and nothing is left --------------------------------------------------------------------------------------------------------
read -r -a last < <(members)
tell cloudwatch delete-alarms --alarm-names "$NAME-out" "$NAME-in"
tell autoscaling delete-auto-scaling-group --auto-scaling-group-name "$NAME" --force-delete
tell elbv2 delete-load-balancer --load-balancer-arn "$balancer"
aws ec2 wait instance-terminated --instance-ids "${last[@]}"
aws elbv2 wait load-balancers-deleted --load-balancer-arns "$balancer"
remove_profile() {
  tell iam remove-role-from-instance-profile --instance-profile-name "$NAME" --role-name "$NAME"
  tell iam delete-instance-profile --instance-profile-name "$NAME"
  tell iam detach-role-policy --role-name "$NAME" --policy-arn "$CORE"
  tell iam delete-role --role-name "$NAME"
}
remove_profile &
tell elbv2 delete-target-group --target-group-arn "$targets" &
tell ec2 delete-launch-template --launch-template-name "$NAME" &
tell ec2 delete-nat-gateway --nat-gateway-id "$nat_a" &
tell ec2 delete-nat-gateway --nat-gateway-id "$nat_b" &
together
aws ec2 wait nat-gateway-deleted --nat-gateway-ids "$nat_a" "$nat_b"
for id in "$address_a" "$address_b"; do tell ec2 release-address --allocation-id "$id" & done
for id in "$public_a" "$public_b" "$private_a" "$private_b"; do tell ec2 delete-subnet --subnet-id "$id" & done
together
for id in "$table_a" "$table_b" "$table_c"; do tell ec2 delete-route-table --route-table-id "$id" & done
tell ec2 detach-internet-gateway --internet-gateway-id "$igw" --vpc-id "$vpc" &
tell ec2 delete-security-group --group-id "$back" &
together
tell ec2 delete-internet-gateway --internet-gateway-id "$igw" &
tell ec2 delete-security-group --group-id "$front" &
together
tell ec2 delete-vpc --vpc-id "$vpc"
