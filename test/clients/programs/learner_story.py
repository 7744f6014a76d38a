"""The learner's story with boto3: look at a healthy stack, stop Docker on one machine, let time pass, read what the group did and why.

Prints one JSON object. Arguments: the endpoint, the group's name, the target group's ARN, the alarm's name.
"""

import datetime
import json
import sys
import urllib.request

import boto3

endpoint, group_name, target_group, alarm_name = sys.argv[1:]
autoscaling, cloudwatch, ec2, elbv2, ssm = (
    boto3.client(name) for name in ("autoscaling", "cloudwatch", "ec2", "elbv2", "ssm")
)


def control(route, body=None):
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(f"{endpoint}/_ha-lab/{route}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)


def now():
    return datetime.datetime.fromtimestamp(control("status")["now"] / 1000, datetime.timezone.utc)


def pass_minutes(minutes):
    control("advance", {"ms": minutes * 60_000})


def members():
    (group,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[group_name])["AutoScalingGroups"]
    return group


def target_states():
    answer = elbv2.describe_target_health(TargetGroupArn=target_group)
    return {one["Target"]["Id"]: one["TargetHealth"]["State"] for one in answer["TargetHealthDescriptions"]}


def cpu_points():
    query = {
        "Id": "cpu",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/EC2",
                "MetricName": "CPUUtilization",
                "Dimensions": [{"Name": "AutoScalingGroupName", "Value": group_name}],
            },
            "Period": 60,
            "Stat": "Average",
        },
    }
    until = now()
    (result,) = cloudwatch.get_metric_data(
        MetricDataQueries=[query],
        StartTime=until - datetime.timedelta(minutes=15),
        EndTime=until,
        ScanBy="TimestampAscending",
    )["MetricDataResults"]
    return [[time.isoformat(), value] for time, value in zip(result["Timestamps"], result["Values"])]


pass_minutes(20)
story = {"before": {"group": members(), "targets": target_states(), "cpu": cpu_points()}}
story["alarm"] = cloudwatch.describe_alarms(AlarmNames=[alarm_name])["MetricAlarms"]

victim = story["before"]["group"]["Instances"][0]["InstanceId"]
command = ssm.send_command(
    DocumentName="AWS-RunShellScript",
    InstanceIds=[victim],
    Parameters={"commands": ["systemctl stop docker.socket docker.service", "echo stopped"]},
)["Command"]
control("advance", {"ms": 15_000})
invocation = ssm.get_command_invocation(CommandId=command["CommandId"], InstanceId=victim)
story["victim"] = victim
story["command"] = {key: invocation[key] for key in ("Status", "ResponseCode", "StandardOutputContent")}

target = [{"Id": victim}]
for _ in range(24):
    story["noticed"] = elbv2.describe_target_health(TargetGroupArn=target_group, Targets=target)
    if story["noticed"]["TargetHealthDescriptions"][0]["TargetHealth"]["State"] != "healthy":
        break
    control("advance", {"ms": 5_000})
pass_minutes(18)
story["after"] = {"group": members(), "targets": target_states()}
pages = autoscaling.get_paginator("describe_scaling_activities").paginate(
    AutoScalingGroupName=group_name, PaginationConfig={"PageSize": 1}
)
story["activities"] = [activity for page in pages for activity in page["Activities"]]
(reservation,) = ec2.describe_instances(InstanceIds=[victim])["Reservations"]
story["machine"] = reservation["Instances"][0]["State"]["Name"]
json.dump(story, sys.stdout, default=lambda value: value.isoformat())
