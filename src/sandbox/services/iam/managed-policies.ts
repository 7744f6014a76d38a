// The policies of AWS's own that a learner of this architecture meets, with their documents. Any other may be attached (permissions are
// not evaluated), but its text is not known here. A table, no behaviour.

export interface ManagedPolicy {
  readonly arn: string;
  readonly policyId: string;
  readonly description: string;
  /** The default version's number; AWS's own policies have no other that can be asked for here. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
}

const allow = (Action: readonly string[] | string, Resource: string = '*') => ({ Effect: 'Allow', Action, Resource });

export const MANAGED_POLICIES: readonly ManagedPolicy[] = [
  {
    arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    policyId: 'ANPAIWMBCKSKIEE64ZLYK',
    description: 'Provides full access to AWS services and resources.',
    version: 1,
    createdAt: '2015-02-06T18:39:46Z',
    updatedAt: '2015-02-06T18:39:46Z',
    statements: [allow('*')],
  },
  {
    arn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    policyId: 'ANPAIXSHM2BNB2D3AXXRU',
    description: 'The policy for Amazon EC2 Role to enable AWS Systems Manager service core functionality.',
    version: 2,
    createdAt: '2019-03-15T17:22:12Z',
    updatedAt: '2019-05-23T16:54:21Z',
    statements: [
      allow([
        'ssm:DescribeAssociation',
        'ssm:GetDeployablePatchSnapshotForInstance',
        'ssm:GetDocument',
        'ssm:DescribeDocument',
        'ssm:GetManifest',
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:ListAssociations',
        'ssm:ListInstanceAssociations',
        'ssm:PutInventory',
        'ssm:PutComplianceItems',
        'ssm:PutConfigurePackageResult',
        'ssm:UpdateAssociationStatus',
        'ssm:UpdateInstanceAssociationStatus',
        'ssm:UpdateInstanceInformation',
      ]),
      allow([
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ]),
      allow([
        'ec2messages:AcknowledgeMessage',
        'ec2messages:DeleteMessage',
        'ec2messages:FailMessage',
        'ec2messages:GetEndpoint',
        'ec2messages:GetMessages',
        'ec2messages:SendReply',
      ]),
    ],
  },
  {
    arn: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    policyId: 'ANPAIFYZPA37OOHVIH7KQ',
    description: 'Provides read-only access to Amazon EC2 Container Registry repositories.',
    version: 3,
    createdAt: '2015-12-21T17:06:01Z',
    updatedAt: '2019-12-10T20:56:22Z',
    statements: [
      allow([
        'ecr:GetAuthorizationToken',
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetDownloadUrlForLayer',
        'ecr:GetRepositoryPolicy',
        'ecr:DescribeRepositories',
        'ecr:ListImages',
        'ecr:DescribeImages',
        'ecr:BatchGetImage',
        'ecr:GetLifecyclePolicy',
        'ecr:GetLifecyclePolicyPreview',
        'ecr:ListTagsForResource',
        'ecr:DescribeImageScanFindings',
      ]),
    ],
  },
];
