// Who may do what: every role of the app's identity and of the keeper of the keys, as narrow as it works, each with its reason.
param identityName string
param appId string
param keyKeeperId string
param storageName string
param tables string[]
param queues string[]
param vaultName string
param communicationName string
param componentName string

var role = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  communicationAndEmailServiceOwner: '09976791-48a7-449e-bb21-39d1a415f350'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageName

  resource tableService 'tableServices' existing = {
    name: 'default'

    resource table 'tables' existing = [for table in tables: { name: table }]
  }

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = [for queue in queues: { name: queue }]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = { name: vaultName }

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' existing = { name: communicationName }

resource component 'Microsoft.Insights/components@2020-02-02' existing = { name: componentName }

// Clients, users, identifiers, deliveries: each table by itself, so that a table that may only be appended to can have another role.
resource tableRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, i) in tables: {
    name: guid(storage::tableService::table[i].id, identityName, role.tableDataContributor)
    scope: storage::tableService::table[i]
    properties: {
      principalId: appId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.tableDataContributor)
    }
  }
]

// The app puts messages in, the host takes them out, looks how long the queues are to scale, and moves what failed into the poison queues.
resource queueRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, i) in queues: {
    name: guid(storage::queueService::queue[i].id, identityName, role.queueDataContributor)
    scope: storage::queueService::queue[i]
    properties: {
      principalId: appId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.queueDataContributor)
    }
  }
]

// The host's own: it reads the package and makes containers for its locks, timers and keys, so nothing narrower than the account will do.
resource blobRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, identityName, role.blobDataOwner)
  scope: storage
  properties: {
    principalId: appId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataOwner)
  }
}

// The app reads the keys and lists their versions at the start. The vault holds nothing but the app's own secrets.
resource vaultRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identityName, role.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: appId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.keyVaultSecretsUser)
  }
}

// To send. Wider than sending, but there is no narrower built-in role that sends.
resource communicationRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, identityName, role.communicationAndEmailServiceOwner)
  scope: communication
  properties: {
    principalId: appId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      role.communicationAndEmailServiceOwner
    )
  }
}

// To write telemetry, which is taken from nobody without it.
resource telemetryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, identityName, role.monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: appId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.monitoringMetricsPublisher)
  }
}

// Whoever makes and rotates the keys. Owning the resource group does not give it: the vault goes by data roles alone.
resource keyKeeperRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(keyKeeperId)) {
  name: guid(vault.id, keyKeeperId, role.keyVaultSecretsOfficer)
  scope: vault
  properties: {
    principalId: keyKeeperId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.keyVaultSecretsOfficer)
  }
}
