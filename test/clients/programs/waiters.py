"""boto3's own waiters while the sandbox's clock runs: a machine is made, registered, waited for, and removed.

Prints one JSON object. Arguments: the target group's ARN, the launch template of the group, a subnet.
"""

import json
import sys

import boto3

target_group, template, subnet = sys.argv[1:]
ec2, elbv2, ssm = boto3.client("ec2"), boto3.client("elbv2"), boto3.client("ssm")
PATIENCE = {"Delay": 1, "MaxAttempts": 60}

(machine,) = ec2.run_instances(
    LaunchTemplate={"LaunchTemplateName": template}, SubnetId=subnet, MinCount=1, MaxCount=1
)["Instances"]
identity = machine["InstanceId"]
story = {"born": machine["State"]["Name"]}


def state():
    (reservation,) = ec2.describe_instances(InstanceIds=[identity])["Reservations"]
    return reservation["Instances"][0]["State"]["Name"]


ec2.get_waiter("instance_running").wait(InstanceIds=[identity], WaiterConfig=PATIENCE)
story["running"] = state()
ec2.get_waiter("instance_status_ok").wait(InstanceIds=[identity], WaiterConfig=PATIENCE)
target = [{"Id": identity}]
elbv2.register_targets(TargetGroupArn=target_group, Targets=target)
elbv2.get_waiter("target_in_service").wait(TargetGroupArn=target_group, Targets=target, WaiterConfig=PATIENCE)
(health,) = elbv2.describe_target_health(TargetGroupArn=target_group, Targets=target)["TargetHealthDescriptions"]
story["target"] = health["TargetHealth"]["State"]
command = ssm.send_command(
    DocumentName="AWS-RunShellScript", InstanceIds=[identity], Parameters={"commands": ["echo from inside"]}
)["Command"]["CommandId"]
ssm.get_waiter("command_executed").wait(CommandId=command, InstanceId=identity, WaiterConfig=PATIENCE)
story["said"] = ssm.get_command_invocation(CommandId=command, InstanceId=identity)["StandardOutputContent"]
elbv2.deregister_targets(TargetGroupArn=target_group, Targets=target)
elbv2.get_waiter("target_deregistered").wait(TargetGroupArn=target_group, Targets=target, WaiterConfig=PATIENCE)
ec2.terminate_instances(InstanceIds=[identity])
ec2.get_waiter("instance_terminated").wait(InstanceIds=[identity], WaiterConfig=PATIENCE)
story["end"] = state()
json.dump(story, sys.stdout)
