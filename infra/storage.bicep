// Everything that FuncAuth knows, its two queues, and what the Functions host keeps for itself.
param name string
param location string
param redundancy string
param tables string[]
param queues string[]
param packageContainer string
param workspaceId string
param tags { *: string }

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Keys of the customer in a vault would make every scan of a table some 325 times dearer, so the account has Microsoft's.
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        table: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
        blob: { enabled: true, keyType: 'Account' }
      }
    }
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = [for table in tables: { name: table }]
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for queue in queues: { name: queue }]
  }

  resource blobService 'blobServices' = {
    name: 'default'
    properties: {
      // The package of a release that was overwritten can be had back for a week.
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource packages 'containers' = {
      name: packageContainer
      properties: { publicAccess: 'None' }
    }
  }
}

// Who wrote or deleted a blob, for the package that the app runs is one. Tables and queues are left out: a line for each operation would cost
// more than the operations, and the app's own metrics count them.
#disable-next-line use-recent-api-versions // the one that the linter wants, of 2016, knows no categories
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::blobService
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}
