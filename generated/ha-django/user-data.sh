#!/bin/bash
# What a machine does at birth. It runs once, as root, at first boot; its output is in
# /var/log/cloud-init-output.log. Neither EC2 nor the auto scaling group waits for it or looks at
# its result: only the load balancer's health check notices whether the application answers.
#
# Names in double braces are filled in by lib/compute.ts from ha-lab.json (section "app").
set -euo pipefail

IMAGE="{{IMAGE}}"

# 1. Docker, from Amazon Linux's own packages.
dnf install -y docker
systemctl enable --now docker

# 2. Who am I? The metadata service answers only to a session token (IMDSv2).
METADATA="http://169.254.169.254/latest"
TOKEN=$(curl -sf -X PUT "$METADATA/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 300")
INSTANCE_ID=$(curl -sf -H "X-aws-ec2-metadata-token: $TOKEN" "$METADATA/meta-data/instance-id")
AVAILABILITY_ZONE=$(curl -sf -H "X-aws-ec2-metadata-token: $TOKEN" "$METADATA/meta-data/placement/availability-zone")

# 3. The image. A registry or the way to it may fail for a moment.
for attempt in 1 2 3 4 5; do
  docker pull "$IMAGE" && break
  sleep 15
done

# 4. The application: port 80 of the machine is the container's port. Docker restarts a container
#    that stops by itself, but not one that was stopped on purpose, and not one whose Docker is gone.
docker run -d --name django --restart unless-stopped \
  -p 80:{{CONTAINER_PORT}} \
  -e INSTANCE_ID="$INSTANCE_ID" \
  -e AVAILABILITY_ZONE="$AVAILABILITY_ZONE" \
  -e PORT={{CONTAINER_PORT}} \
  -e WEB_CONCURRENCY={{WORKERS}} \
  -e THREADS={{THREADS}} \
  -e WORK_MS={{WORK_MS}} \
  "$IMAGE"
