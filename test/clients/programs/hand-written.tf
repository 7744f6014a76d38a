# Somebody's own configuration: nothing of it comes from the generator. A group that starts no machine, so that nothing is waited for.

variable "evening" {
  default = "0 18 * * MON-FRI"
}

variable "most_errors" {
  default = 5
}

data "aws_availability_zones" "all" {
  state = "available"
}

data "aws_ami" "amazon_linux" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["al2023-ami-2023*-x86_64"]
  }
}

data "aws_ec2_instance_type" "small" {
  instance_type = "t3.micro"
}

resource "aws_vpc" "own" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "own" {
  count             = 2
  vpc_id            = aws_vpc.own.id
  cidr_block        = cidrsubnet(aws_vpc.own.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.all.names[count.index]
}

resource "aws_security_group" "app" {
  name_prefix = "app-"
  vpc_id      = aws_vpc.own.id
  ingress {
    description = "from everywhere, and from itself"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8", "192.0.2.0/24"]
    self        = true
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_policy" "read" {
  name        = "read-images"
  description = "what the machines may read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::images-${var.most_errors}/*" }]
  })
}

resource "aws_iam_role" "machine" {
  name_prefix = "machine-"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.machine.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_instance_profile" "machine" {
  name_prefix = "machine-"
  role        = aws_iam_role.machine.name
}

resource "aws_launch_template" "own" {
  name_prefix            = "own-"
  image_id               = data.aws_ami.amazon_linux.id
  instance_type          = data.aws_ec2_instance_type.small.id
  vpc_security_group_ids = [aws_security_group.app.id]
  update_default_version = true
  iam_instance_profile {
    arn = aws_iam_instance_profile.machine.arn
  }
}

resource "aws_autoscaling_group" "own" {
  name_prefix         = "own-"
  min_size            = 0
  max_size            = 2 * data.aws_ec2_instance_type.small.default_vcpus
  vpc_zone_identifier = aws_subnet.own[*].id
  launch_template {
    id      = aws_launch_template.own.id
    version = aws_launch_template.own.latest_version
  }
  tag {
    key                 = "Name"
    value               = "own"
    propagate_at_launch = true
  }
  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

# At the group's own sizes: the clock runs while Terraform works, and the hour may strike.
resource "aws_autoscaling_schedule" "evening" {
  scheduled_action_name  = "evening"
  autoscaling_group_name = aws_autoscaling_group.own.name
  recurrence             = var.evening
  time_zone              = "Europe/Berlin"
  min_size               = 0
  max_size               = 4
  desired_capacity       = 0
}

resource "aws_autoscaling_schedule" "limits" {
  scheduled_action_name  = "only the limits"
  autoscaling_group_name = aws_autoscaling_group.own.name
  recurrence             = "0 6 * * *"
  min_size               = -1
  max_size               = 4
  desired_capacity       = -1
}

resource "aws_autoscaling_policy" "out" {
  name                   = "out"
  autoscaling_group_name = aws_autoscaling_group.own.name
  policy_type            = "StepScaling"
  adjustment_type        = "ChangeInCapacity"
  step_adjustment {
    metric_interval_lower_bound = 0
    scaling_adjustment          = 1
  }
}

resource "aws_cloudwatch_metric_alarm" "busy" {
  alarm_name          = "own-busy"
  namespace           = "AWS/EC2"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  period              = 60
  evaluation_periods  = 2
  threshold           = 80
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [aws_autoscaling_policy.out.arn]
  dimensions          = { AutoScalingGroupName = aws_autoscaling_group.own.name }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "own-errors"
  alarm_description   = "errors in percent of the requests"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = var.most_errors
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  metric_query {
    id          = "rate"
    label       = "errors in percent"
    expression  = "IF(requests > 0, 100 * FILL(errors, 0) / requests, 0)"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { errors = "HTTPCode_ELB_5XX_Count", requests = "RequestCount" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        period      = 60
        stat        = "Sum"
        dimensions  = { LoadBalancer = "app/own/0123456789abcdef" }
      }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "both" {
  alarm_name    = "own-both"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.busy.alarm_name}) AND NOT OK(\"${aws_cloudwatch_metric_alarm.errors.alarm_name}\")"
  alarm_actions = ["arn:aws:sns:us-east-1:123456789012:people"]
  tags          = { Team = "own" }
}

resource "aws_cloudwatch_dashboard" "own" {
  dashboard_name = "own"
  dashboard_body = jsonencode({
    widgets = [{
      type   = "metric", x = 0, y = 0, width = 12, height = 6
      properties = {
        region  = "us-east-1"
        metrics = [["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", aws_autoscaling_group.own.name, { stat = "Average" }]]
      }
    }]
  })
}

data "aws_iam_policy" "read" {
  arn = aws_iam_policy.read.arn
}
