// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's own notation
// What the synthesised JSON may say, and what is refused by name.
import { describe, expect, test } from 'vitest';
import { parseTemplate, referenceText } from '../../src/applier/references.js';

describe('plain references', () => {
  test.each([
    ['${aws_vpc.vpc.id}', 'aws_vpc.vpc', ['id']],
    ['${ aws_vpc.vpc.id }', 'aws_vpc.vpc', ['id']],
    ['${data.aws_ssm_parameter.ami.value}', 'data.aws_ssm_parameter.ami', ['value']],
    ['${data.aws_availability_zones.zones.names[1]}', 'data.aws_availability_zones.zones', ['names', 1]],
    ['${aws_lb_target_group.a.health_check.0.path}', 'aws_lb_target_group.a', ['health_check', 0, 'path']],
    ['${aws_vpc.vpc.tags["Name"]}', 'aws_vpc.vpc', ['tags', 'Name']],
  ])('%s', (source, address, path) => {
    expect(parseTemplate(source)).toEqual({ outcome: 'template', template: [{ address, path }] });
  });

  test('text around references is joined', () => {
    expect(parseTemplate('http://${aws_lb.a.dns_name}:80/')).toEqual({
      outcome: 'template',
      template: ['http://', { address: 'aws_lb.a', path: ['dns_name'] }, ':80/'],
    });
  });

  test('escapes stand for themselves', () => {
    expect(parseTemplate('echo $${HOME} %%{x} $5 100%')).toEqual({
      outcome: 'template',
      template: ['echo ${HOME} %{x} $5 100%'],
    });
  });

  test('a reference is shown as it is written', () => {
    expect(referenceText({ address: 'data.aws_availability_zones.z', path: ['names', 0] })).toBe(
      'data.aws_availability_zones.z.names[0]',
    );
  });
});

describe('everything else is refused and called what it is', () => {
  test.each([
    ['${cidrsubnet(aws_vpc.vpc.cidr_block, 8, 1)}', 'a call of the function cidrsubnet'],
    ['${aws_vpc.vpc.id == "" ? 1 : 2}', 'a condition'],
    ['${[for s in aws_subnet.a.ids : s]}', 'a for expression'],
    ['${aws_subnet.all[*].id}', 'a splat'],
    ['${aws_subnet.all.*.id}', 'a splat'],
    ['${var.region}', 'a variable'],
    ['${local.name}', 'a local value'],
    ['${module.network.vpc_id}', 'an output of a module'],
    ['${each.value}', 'a value of for_each'],
    ['${count.index}', 'the index of count'],
    ['${path.module}', 'a path of the file system'],
    ['${aws_vpc.vpc}', 'a whole resource instead of one of its attributes'],
    ['${aws_lb.a.port + 1}', 'an operator'],
    ['${"text"}', 'a quoted string'],
    ['${["a"]}', 'a list or an object'],
    ['%{ if true }x%{ endif }', 'a template directive'],
    ['${aws_vpc.vpc.id', 'an expression without its closing brace'],
  ])('%s is %s', (source, reason) => {
    expect(parseTemplate(source)).toMatchObject({ outcome: 'refused', reason });
  });
});
