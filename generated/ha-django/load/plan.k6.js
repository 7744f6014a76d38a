// 10 users growing to 100 within 5 minutes, then 5 minutes at the top. Each user asks for the page, thinks for
// about a second, and asks again: users wait for their answer, as people do.
//   k6 run -e HOST=<name of the load balancer> load/plan.k6.js
import { check, sleep } from 'k6';
import http from 'k6/http';

const HOST = __ENV.HOST || '127.0.0.1';
const PORT = __ENV.PORT || '80';

export const options = {
  scenarios: {
    users: {
      executor: 'ramping-vus',
      startVUs: 10,
      stages: [
        { duration: '300s', target: 100 },
        { duration: '300s', target: 100 },
      ],
      gracefulRampDown: '0s',
    },
  },
  thresholds: {
    http_req_failed: ['rate<0.01'],
    http_req_duration: ['p(95)<500'],
  },
};

export default function () {
  const answer = http.get(`http://${HOST}:${PORT}/`);
  check(answer, { 'status is 200': (response) => response.status === 200 });
  sleep(0.5 + Math.random() * 1);
}
