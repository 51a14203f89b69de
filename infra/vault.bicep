// The four keys. They are made by infra/keys, never here: what a template has seen stands in the history of its deployments.
param name string
param location string
param workspaceId string
param tags { *: string }

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // A lost pepper is every password lost: for 90 days nobody can destroy what was deleted.
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
  }
}

#disable-next-line use-recent-api-versions // the one that the linter wants, of 2016, knows no categories
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output uri string = vault.properties.vaultUri
