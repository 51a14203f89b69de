// E-mail and SMS. A domain of your own takes two deployments: its DNS records have to be verified in between.
import { dnsRecord } from 'types.bicep'

param name string
param emailName string
param dataLocation string
param applicationName string
param emailDomain string
param emailDomainVerified bool
param emailSender string
param workspaceId string
param tags { *: string }

var hasOwnDomain = !empty(emailDomain)
var sendsFromOwnDomain = hasOwnDomain && emailDomainVerified

resource email 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: emailName
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }

  resource managed 'domains' = {
    name: 'AzureManagedDomain'
    location: 'global'
    tags: tags
    properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
  }

  resource own 'domains' = if (hasOwnDomain) {
    name: hasOwnDomain ? emailDomain : 'none.invalid'
    location: 'global'
    tags: tags
    properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }

    resource sender 'senderUsernames' = if (sendsFromOwnDomain) {
      name: emailSender
      properties: { username: emailSender, displayName: applicationName }
    }
  }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: [sendsFromOwnDomain ? email::own.id : email::managed.id]
  }
}

// Left out: the categories that name recipients.
#disable-next-line use-recent-api-versions // the one that the linter wants, of 2016, knows no categories
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: communication
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'AuthOperational', enabled: true }
      { category: 'EmailSendMailOperational', enabled: true }
      { category: 'SMSOperational', enabled: true }
    ]
  }
}

output endpoint string = 'https://${communication.properties.hostName}'
output emailFrom string = sendsFromOwnDomain
  ? '${emailSender}@${emailDomain}'
  : 'DoNotReply@${email::managed.properties.mailFromSenderDomain}'

var records = hasOwnDomain
  ? map(items(email::own!.properties.verificationRecords), record => {
      type: record.value.type
      name: record.value.name
      value: record.value.value
    })
  : []

@description('What has to stand in the DNS before emailDomain can be verified.')
output dnsRecords dnsRecord[] = records
