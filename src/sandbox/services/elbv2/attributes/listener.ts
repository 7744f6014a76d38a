// The attributes of an HTTP listener: headers it adds to answers. Kept and echoed; nobody in the sandbox reads headers, so they change nothing else.

import { type AttributeTable, flag, text } from './table.js';

const HEADERS = [
  'strict_transport_security',
  'access_control_allow_origin',
  'access_control_allow_methods',
  'access_control_allow_headers',
  'access_control_allow_credentials',
  'access_control_expose_headers',
  'access_control_max_age',
  'content_security_policy',
  'x_content_type_options',
  'x_frame_options',
] as const;

export const LISTENER_ATTRIBUTES: AttributeTable = {
  'routing.http.response.server.enabled': flag('true'),
  ...Object.fromEntries(HEADERS.map((name) => [`routing.http.response.${name}.header_value`, text()])),
};
