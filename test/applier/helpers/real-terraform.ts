// Asks the real Terraform what it plans for edited projects, without any server: the settled stack is handed over as Terraform's own
// state, nothing is refreshed. All edits go into one plan, each as a copy of the stack under names of its own.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { offlineEnvironment, type Terraform } from '../../helpers/terraform.js';
import type { Edit } from './edits.js';
import { haDjango, settledState } from './settled-stack.js';

const run = promisify(execFile);
const PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]';
/** Stands for the data source, which would have to be read. */
const AMI = 'ami-0123456789abcdef0';

export interface ProviderSchema {
  readonly version: number;
  readonly block: SchemaBlock;
}
export interface SchemaBlock {
  readonly attributes?: Readonly<
    Record<
      string,
      { readonly required?: boolean; readonly optional?: boolean; readonly computed?: boolean; readonly type?: unknown }
    >
  >;
  readonly block_types?: Readonly<
    Record<string, { readonly nesting_mode: string; readonly max_items?: number; readonly block: SchemaBlock }>
  >;
}
export interface ProviderSchemas {
  readonly resources: Readonly<Record<string, ProviderSchema>>;
  readonly dataSources: Readonly<Record<string, ProviderSchema>>;
}

interface Change {
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly after: Record<string, unknown> | null;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

export class RealTerraform {
  private constructor(
    private readonly found: Terraform,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Initialises a working folder; nothing is downloaded. */
  static async in(folder: string, found: Terraform): Promise<RealTerraform> {
    mkdirSync(folder, { recursive: true });
    const terraform = new RealTerraform(found, folder, offlineEnvironment(found, folder));
    terraform.write('main.tf.json', { terraform: terraform.settings(), provider: terraform.provider() });
    await terraform.run('init', `-plugin-dir=${found.mirror}`);
    return terraform;
  }

  async schemas(): Promise<ProviderSchemas> {
    const { provider_schemas } = JSON.parse(await this.run('providers', 'schema', '-json'));
    const [aws] = Object.values(provider_schemas) as {
      resource_schemas: ProviderSchemas['resources'];
      data_source_schemas: ProviderSchemas['dataSources'];
    }[];
    return { resources: aws?.resource_schemas ?? {}, dataSources: aws?.data_source_schemas ?? {} };
  }

  /** What each edit would do: address → action, or the attributes that force a replacement. */
  async plans(edits: readonly Edit[], schemas: ProviderSchemas): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const complete = await this.completeState(schemas);
    const copies = edits.map(({ edit }, index) => {
      const project = haDjango();
      edit(project);
      return renamed(resourcesOf(project), index);
    });
    const state = edits.flatMap((_, index) =>
      complete.map((resource) => ({ ...resource, name: `${resource.name}__${index}` })),
    );
    const changes = await this.plan(merged(copies), state);
    return edits.map((_, index) => actionsOf(changes.filter(({ name }) => name.endsWith(`__${index}`))));
  }

  /** The settled stack with every attribute Terraform knows, its defaults taken from Terraform's own plan of a new stack. */
  private async completeState(schemas: ProviderSchemas): Promise<readonly StateResource[]> {
    const project = resourcesOf(haDjango());
    const created = new Map((await this.plan(project, [])).map(({ address, change }) => [address, change.after ?? {}]));
    const { resources } = settledState(haDjango());
    return Object.entries(resources).map(([address, { type, id, attributes }]) => {
      const [, name = ''] = address.split('.');
      const known = JSON.parse(JSON.stringify(attributes).replaceAll('value-of-aws_ssm_parameter', AMI));
      const all = { ...zeros(schemas.resources[type]?.block), ...overlaid(created.get(address) ?? {}, known), id };
      return {
        mode: 'managed',
        type,
        name,
        provider: PROVIDER,
        instances: [
          { schema_version: schemas.resources[type]?.version ?? 0, attributes: all, sensitive_attributes: [] },
        ],
      };
    });
  }

  private async plan(resource: unknown, state: readonly StateResource[]): Promise<readonly Change[]> {
    this.write('main.tf.json', { terraform: this.settings(), provider: this.provider(), resource });
    this.write('terraform.tfstate', {
      version: 4,
      terraform_version: '1.5.0',
      serial: 1,
      lineage: 'ha-lab',
      outputs: {},
      resources: state,
    });
    await this.run('plan', '-refresh=false', '-input=false', '-lock=false', '-out=plan.bin');
    return JSON.parse(await this.run('show', '-json', 'plan.bin')).resource_changes;
  }

  private settings() {
    return { required_providers: { aws: { source: 'hashicorp/aws', version: this.found.providerVersion } } };
  }

  private provider() {
    const skip = {
      skip_credentials_validation: true,
      skip_requesting_account_id: true,
      skip_region_validation: true,
      skip_metadata_api_check: 'true',
    };
    return {
      aws: [
        {
          region: 'us-east-1',
          access_key: 'none',
          secret_key: 'none',
          ...skip,
          default_tags: [{ tags: { 'ha-lab:project': 'ha-django' } }],
        },
      ],
    };
  }

  private write(name: string, content: unknown): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content, null, 1));
  }

  private async run(...args: string[]): Promise<string> {
    const { stdout } = await run(this.found.binary, args, { cwd: this.folder, env: this.env, maxBuffer: 1 << 28 });
    return stdout;
  }
}

interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly instances: readonly unknown[];
}

/** Terraform's plan of a new object, with what we know of the made one over it. */
function overlaid(planned: Record<string, unknown>, known: Record<string, unknown>): Record<string, unknown> {
  const names = new Set([...Object.keys(planned), ...Object.keys(known)]);
  const entries = [...names].map((name) => [name, overlaidValue(planned[name], known[name])]);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

function overlaidValue(planned: unknown, known: unknown): unknown {
  if (known === null || known === undefined) return planned;
  if (!Array.isArray(known) || !Array.isArray(planned)) return known;
  return known.map((element, index) =>
    typeof element === 'object'
      ? overlaid((planned[index] ?? {}) as Record<string, unknown>, element as Record<string, unknown>)
      : element,
  );
}

/** What the provider decides and we do not describe: an empty value, since nothing means "not known yet". */
function zeros(block: SchemaBlock | undefined): Record<string, unknown> {
  const computed = Object.entries(block?.attributes ?? {}).filter(([, attribute]) => attribute.computed === true);
  return Object.fromEntries(computed.map(([name, { type }]) => [name, zeroOf(type)]));
}

function zeroOf(type: unknown): unknown {
  if (type === 'string') return '';
  if (type === 'number') return 0;
  if (type === 'bool') return false;
  return Array.isArray(type) && type[0] === 'map' ? {} : [];
}

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function resourcesOf(project: Record<string, unknown>): Resources {
  return JSON.parse(JSON.stringify(project.resource).replaceAll(/\$\{data\.aws_ssm_parameter\.ami\.value\}/g, AMI));
}

/** A copy of the stack under other names; what it refers to has other names, too. */
function renamed(resources: Resources, index: number): Resources {
  const text = JSON.stringify(resources).replaceAll(/\b(aws_[a-z_]+)\.([a-z_]+)\b/g, `$1.$2__${index}`);
  const parsed = JSON.parse(text) as Resources;
  return Object.fromEntries(
    Object.entries(parsed).map(([type, named]) => [
      type,
      Object.fromEntries(Object.entries(named).map(([name, body]) => [`${name}__${index}`, body])),
    ]),
  );
}

function merged(copies: readonly Resources[]): Resources {
  const types = [...new Set(copies.flatMap((copy) => Object.keys(copy)))];
  return Object.fromEntries(types.map((type) => [type, Object.assign({}, ...copies.map((copy) => copy[type] ?? {}))]));
}

function actionsOf(changes: readonly Change[]): Readonly<Record<string, unknown>> {
  const done = changes.filter(({ change }) => change.actions[0] !== 'no-op');
  return Object.fromEntries(
    done.map(({ type, name, change }) => {
      const replaces = change.replace_paths?.map((path) => String(path[0])).sort();
      return [`${type}.${name.replace(/__\d+$/, '')}`, change.actions.length > 1 ? replaces : change.actions[0]];
    }),
  );
}
