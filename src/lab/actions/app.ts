// The application on a machine, as the project's user-data.sh starts it: one container under a name that drills can count on.

export const CONTAINER = 'django';

/** The sample's switch: its health answer while the file exists, for the load balancer's checker and nobody else. */
export const HEALTH_ANSWER_FILE = '/tmp/health-answer';

/** Another switch of the sample: milliseconds by which every answer is held back while the file exists. */
export const ANSWER_DELAY_FILE = '/tmp/answer-delay';
