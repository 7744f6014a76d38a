"""The pages, as a user and as the health checker see them."""

import re
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from django.test import SimpleTestCase, override_settings

CHECKER = {"headers": {"user-agent": "ELB-HealthChecker/2.0", "host": "10.0.128.17"}}
USER = {"headers": {"host": "shop-alb-1234.us-east-1.elb.amazonaws.com"}}


@override_settings(INSTANCE_ID="i-0abc", AVAILABILITY_ZONE="us-east-1a", APP_VERSION="7", WORK_MS=3.0)
class HomeTest(SimpleTestCase):
    def test_names_instance_zone_version_and_work(self):
        response = self.client.get("/", **USER)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response["X-Instance-Id"], "i-0abc")
        for text in ["i-0abc", "us-east-1a", '<dd id="version">7</dd>', "3.0 ms of CPU"]:
            self.assertContains(response, text)

    def test_every_answer_names_its_machine(self):
        for path in ["/healthz", "/slow?s=0", "/burn?ms=0", "/fail?code=503", "/nothing-here"]:
            self.assertEqual(self.client.get(path, **USER)["X-Instance-Id"], "i-0abc", path)

    def test_counts_the_pages_of_this_machine(self):
        first, second = (self.served(self.client.get("/", **USER)) for _ in range(2))
        self.assertEqual(second, first + 1)

    def test_uses_the_cpu_time_it_says(self):
        before = time.process_time()
        self.client.get("/", **USER)
        self.assertGreaterEqual(time.process_time() - before, 0.003)

    def test_refuses_a_foreign_host(self):
        self.assertEqual(self.client.get("/", headers={"host": "evil.example"}).status_code, 400)

    def test_refuses_other_methods(self):
        self.assertEqual(self.client.post("/", **USER).status_code, 405)

    @staticmethod
    def served(response):
        return int(re.search(r'id="served">(\d+)<', response.content.decode()).group(1))


class HealthCheckTest(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.switch = Path(folder.name) / "answer"
        settings = override_settings(HEALTH_ANSWER_FILE=self.switch)
        settings.enable()
        self.addCleanup(settings.disable)

    def test_healthz_does_no_work(self):
        self.assertEqual(self.client.get("/healthz", **USER).content, b"ok\n")

    def test_the_checker_asks_by_bare_address(self):
        for host in ["10.0.128.17", "10.0.128.17:80", "[fd00::1]:80"]:
            headers = {"user-agent": "ELB-HealthChecker/2.0", "host": host}
            self.assertEqual(self.client.get("/", headers=headers).status_code, 200, host)

    def test_nobody_else_may_ask_by_bare_address(self):
        self.assertEqual(self.client.get("/", headers={"host": "10.0.128.17"}).status_code, 400)

    def test_the_checker_may_not_ask_by_a_foreign_name(self):
        headers = {"user-agent": "ELB-HealthChecker/2.0", "host": "evil.example"}
        self.assertEqual(self.client.get("/", headers=headers).status_code, 400)

    def test_the_delay_holds_back_every_answer_while_its_file_stands(self):
        delay = self.switch.with_name("delay")
        with override_settings(ANSWER_DELAY_FILE=delay), patch("web.middleware.time.sleep") as sleep:
            self.client.get("/", **USER)
            for text in ["250\n", "soon", "9999999"]:
                delay.write_text(text)
                self.assertEqual(self.client.get("/healthz", **CHECKER).status_code, 200)
        self.assertEqual([call.args[0] for call in sleep.call_args_list], [0, 0.25, 0, 600])

    def test_the_switch_answers_the_checker_and_nobody_else(self):
        self.switch.write_text("500\n")
        self.assertEqual(self.client.get("/", **CHECKER).status_code, 500)
        self.assertEqual(self.client.get("/", **USER).status_code, 200)
        self.switch.unlink()
        self.assertEqual(self.client.get("/", **CHECKER).status_code, 200)

    def test_a_switch_without_a_status_means_503(self):
        for text in ["", "broken", "99", "1000"]:
            self.switch.write_text(text)
            self.assertEqual(self.client.get("/healthz", **CHECKER).status_code, 503, text)


class ToolsTest(SimpleTestCase):
    def test_burn_uses_cpu(self):
        answer = self.client.get("/burn?ms=5", **USER).json()
        self.assertGreaterEqual(answer["used_ms"], 5)

    def test_fail_answers_as_asked(self):
        self.assertEqual(self.client.get("/fail?code=503", **USER).status_code, 503)
        self.assertEqual(self.client.get("/fail", **USER).status_code, 500)

    def test_slow_sends_a_byte_per_beat(self):
        response = self.client.get("/slow?s=0.25&beat=0.1", **USER)
        # Two or three: on a busy machine a beat may come late.
        self.assertRegex(b"".join(response.streaming_content), rb"^\.{2,3}\ndone\n$")

    def test_slow_without_beats_sends_at_the_end(self):
        response = self.client.get("/slow?s=0.05&beat=0", **USER)
        self.assertFalse(response.streaming)
        self.assertEqual(response.content, b"done\n")

    def test_numbers_that_cannot_be_used_are_refused(self):
        for path in ["/burn?ms=x", "/burn?ms=-1", "/burn?ms=nan", "/slow?s=1e9", "/fail?code=200", "/fail?code=4.5"]:
            self.assertEqual(self.client.get(path, **USER).status_code, 400, path)
