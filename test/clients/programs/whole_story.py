"""The whole story with boto3, from an empty account to an empty account, while the sandbox's clock runs: a network, a load balancer, a group;
one container is stopped and its machine replaced; an alarm scales the group; everything is removed. Every wait is a waiter of boto3's own,
or looks again as a learner's script does.

Prints one JSON object. Arguments: the user data's file.
"""

import base64
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.exceptions import ClientError

with open(sys.argv[1], encoding="utf-8") as file:
    USER_DATA = file.read()
ec2, elbv2, autoscaling, cloudwatch, iam, ssm = (
    boto3.client(name) for name in ("ec2", "elbv2", "autoscaling", "cloudwatch", "iam", "ssm")
)
PATIENCE = {"Delay": 1, "MaxAttempts": 120}
NAME = "whole-story"
GROUP = {"AutoScalingGroupName": NAME}
story = {}


def until(look, what):
    for _ in range(400):
        seen = look()
        if seen:
            return seen
        time.sleep(0.25)
    raise SystemExit(f"waited in vain: {what}")


def group():
    found = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[NAME])["AutoScalingGroups"]
    return found[0] if found else None


def in_service():
    return [one["InstanceId"] for one in group()["Instances"] if one["LifecycleState"] == "InService"]


def healthy():
    answer = elbv2.describe_target_health(TargetGroupArn=targets)["TargetHealthDescriptions"]
    return sorted(one["Target"]["Id"] for one in answer if one["TargetHealth"]["State"] == "healthy")


# --- network -------------------------------------------------------------------------------------------------------------
zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]][:2]
vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
ec2.get_waiter("vpc_available").wait(VpcIds=[vpc], WaiterConfig=PATIENCE)
ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
public, private = (
    [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{first + index}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for index, zone in enumerate(zones)
    ]
    for first in (0, 10)
)
ec2.get_waiter("subnet_available").wait(SubnetIds=public + private, WaiterConfig=PATIENCE)
gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
address = ec2.allocate_address(Domain="vpc")["AllocationId"]
nat = ec2.create_nat_gateway(SubnetId=public[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig=PATIENCE)
associations, tables = [], []
for subnets, way_out in ((public, {"GatewayId": gateway}), (private, {"NatGatewayId": nat})):
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **way_out)
    tables.append(table)
    for subnet in subnets:
        associations.append(ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"])
front, back = (
    ec2.create_security_group(GroupName=f"{NAME}-{side}", Description=side, VpcId=vpc)["GroupId"]
    for side in ("front", "back")
)
web = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
ec2.authorize_security_group_ingress(GroupId=front, IpPermissions=[{**web, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
ec2.authorize_security_group_ingress(GroupId=back, IpPermissions=[{**web, "UserIdGroupPairs": [{"GroupId": front}]}])
ec2.get_waiter("security_group_exists").wait(GroupIds=[front, back], WaiterConfig=PATIENCE)

# --- load balancer, template, group --------------------------------------------------------------------------------------
balancer = elbv2.create_load_balancer(Name=NAME, Subnets=public, SecurityGroups=[front])["LoadBalancers"][0][
    "LoadBalancerArn"
]
targets = elbv2.create_target_group(
    Name=NAME, Protocol="HTTP", Port=80, VpcId=vpc, HealthCheckIntervalSeconds=10, HealthyThresholdCount=2
)["TargetGroups"][0]["TargetGroupArn"]
elbv2.modify_target_group_attributes(
    TargetGroupArn=targets, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}]
)
elbv2.create_listener(
    LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}]
)
elbv2.get_waiter("load_balancer_available").wait(LoadBalancerArns=[balancer], WaiterConfig=PATIENCE)
trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
iam.create_role(
    RoleName=NAME, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
)
iam.get_waiter("role_exists").wait(RoleName=NAME)
core = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
iam.attach_role_policy(RoleName=NAME, PolicyArn=core)
iam.create_instance_profile(InstanceProfileName=NAME)
iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=NAME)
iam.add_role_to_instance_profile(InstanceProfileName=NAME, RoleName=NAME)
story["policy"] = iam.get_policy(PolicyArn=core)["Policy"]["AttachmentCount"]
image = ssm.get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")["Parameter"]
ec2.create_launch_template(
    LaunchTemplateName=NAME,
    LaunchTemplateData={
        "ImageId": image["Value"],
        "InstanceType": "t3.micro",
        "SecurityGroupIds": [back],
        "IamInstanceProfile": {"Name": NAME},
        "Monitoring": {"Enabled": True},
        "UserData": base64.b64encode(USER_DATA.encode()).decode(),
    },
)
autoscaling.create_auto_scaling_group(
    **GROUP,
    MinSize=2,
    MaxSize=3,
    VPCZoneIdentifier=",".join(private),
    LaunchTemplate={"LaunchTemplateName": NAME, "Version": "$Latest"},
    TargetGroupARNs=[targets],
    HealthCheckType="ELB",
    HealthCheckGracePeriod=300,
)
until(lambda: len(in_service()) == 2, "two in service")
members = in_service()
ec2.get_waiter("instance_running").wait(InstanceIds=members, WaiterConfig=PATIENCE)
elbv2.get_waiter("target_in_service").wait(
    TargetGroupArn=targets, Targets=[{"Id": one} for one in members], WaiterConfig=PATIENCE
)
story["healthy"] = healthy() == sorted(members)

# --- ten at once ---------------------------------------------------------------------------------------------------------
with ThreadPoolExecutor(10) as pool:
    answers = pool.map(lambda _: ec2.describe_instances(InstanceIds=members)["Reservations"], range(50))
story["burst"] = sorted({sum(len(one["Instances"]) for one in answer) for answer in answers})

# --- break, replaced -----------------------------------------------------------------------------------------------------
victim = members[0]
command = until(
    lambda: any(one["InstanceId"] == victim for one in ssm.describe_instance_information()["InstanceInformationList"]),
    "the agent",
) and ssm.send_command(
    DocumentName="AWS-RunShellScript",
    InstanceIds=[victim],
    Parameters={"commands": ["systemctl stop docker.socket docker.service"]},
)["Command"]["CommandId"]
ssm.get_waiter("command_executed").wait(CommandId=command, InstanceId=victim, WaiterConfig=PATIENCE)
until(lambda: victim not in in_service() and len(in_service()) == 2 and len(healthy()) == 2, "the replacement")
ec2.get_waiter("instance_terminated").wait(InstanceIds=[victim], WaiterConfig=PATIENCE)
activities = autoscaling.describe_scaling_activities(**GROUP)["Activities"]
story["cause"] = next(one["Cause"] for one in activities if one["Description"].endswith(victim))

# --- alarm, scale --------------------------------------------------------------------------------------------------------
policy = autoscaling.put_scaling_policy(
    **GROUP, PolicyName="out", PolicyType="SimpleScaling", AdjustmentType="ChangeInCapacity", ScalingAdjustment=1
)["PolicyARN"]
cloudwatch.put_metric_alarm(
    AlarmName=NAME,
    Namespace="AWS/EC2",
    MetricName="CPUUtilization",
    Dimensions=[{"Name": "AutoScalingGroupName", "Value": NAME}],
    Statistic="Average",
    Period=60,
    EvaluationPeriods=2,
    Threshold=0.01,
    ComparisonOperator="GreaterThanThreshold",
    AlarmActions=[policy],
)
cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=[NAME])
until(lambda: len(in_service()) == 3 and len(healthy()) == 3, "the third machine")
history = cloudwatch.describe_alarm_history(AlarmName=NAME, HistoryItemType="Action")["AlarmHistoryItems"]
story["action"] = history[-1]["HistorySummary"]
story["scaled"] = group()["DesiredCapacity"]

# --- and nothing is left -------------------------------------------------------------------------------------------------
cloudwatch.delete_alarms(AlarmNames=[NAME])
last = in_service()
autoscaling.delete_auto_scaling_group(**GROUP, ForceDelete=True)
until(lambda: group() is None, "the group's end")
ec2.get_waiter("instance_terminated").wait(InstanceIds=last, WaiterConfig=PATIENCE)
elbv2.delete_load_balancer(LoadBalancerArn=balancer)
elbv2.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[balancer], WaiterConfig=PATIENCE)
elbv2.delete_target_group(TargetGroupArn=targets)
ec2.delete_launch_template(LaunchTemplateName=NAME)
iam.remove_role_from_instance_profile(InstanceProfileName=NAME, RoleName=NAME)
iam.delete_instance_profile(InstanceProfileName=NAME)
iam.detach_role_policy(RoleName=NAME, PolicyArn=core)
iam.delete_role(RoleName=NAME)
ec2.delete_nat_gateway(NatGatewayId=nat)
ec2.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=[nat], WaiterConfig=PATIENCE)
ec2.release_address(AllocationId=address)
for association in associations:
    ec2.disassociate_route_table(AssociationId=association)
for table in tables:
    ec2.delete_route_table(RouteTableId=table)


def gone(delete, **what):
    """Deleted once nothing uses it any more: AWS says DependencyViolation until then."""
    try:
        delete(**what)
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] != "DependencyViolation":
            raise
        return False


for security_group in (back, front):
    until(lambda: gone(ec2.delete_security_group, GroupId=security_group), security_group)
for subnet in public + private:
    until(lambda: gone(ec2.delete_subnet, SubnetId=subnet), subnet)
ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
ec2.delete_internet_gateway(InternetGatewayId=gateway)
ec2.delete_vpc(VpcId=vpc)
story["vpcs"] = [one["IsDefault"] for one in ec2.describe_vpcs()["Vpcs"]]
story["interfaces"] = len(ec2.describe_network_interfaces()["NetworkInterfaces"])
json.dump(story, sys.stdout)
