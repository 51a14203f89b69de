// Optional: a domain of your own with a certificate that renews itself, and a firewall can be put on it.
import { dnsRecord } from 'types.bicep'

param name string
param endpointName string
param originHost string
param hostName string
param tags { *: string }

resource profile 'Microsoft.Cdn/profiles@2025-06-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: { name: 'Standard_AzureFrontDoor' }

  resource endpoint 'afdEndpoints' = {
    name: endpointName
    location: 'global'
    tags: tags
    properties: { enabledState: 'Enabled' }

    resource route 'routes' = {
      name: 'all'
      dependsOn: [origins::app]
      properties: {
        originGroup: { id: origins.id }
        customDomains: [{ id: domain.id }]
        supportedProtocols: ['Http', 'Https']
        httpsRedirect: 'Enabled'
        patternsToMatch: ['/*']
        forwardingProtocol: 'HttpsOnly'
        linkToDefaultDomain: 'Disabled'
        enabledState: 'Enabled'
        // Nothing is cached: what the app answers is one person's own.
      }
    }
  }

  resource origins 'originGroups' = {
    name: 'app'
    properties: {
      // No health probe: there is one origin, and probes from everywhere would keep it awake day and night.
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 2 }
      sessionAffinityState: 'Disabled'
    }

    resource app 'origins' = {
      name: 'app'
      properties: {
        hostName: originHost
        originHostHeader: originHost
        httpsPort: 443
        enforceCertificateNameCheck: true
        enabledState: 'Enabled'
      }
    }
  }

  resource domain 'customDomains' = {
    name: replace(hostName, '.', '-')
    properties: {
      hostName: hostName
      tlsSettings: { certificateType: 'ManagedCertificate', minimumTlsVersion: 'TLS12' }
    }
  }
}

output id string = profile.properties.frontDoorId

@description('What has to stand in the DNS: the proof of the domain, and where it leads.')
output dnsRecords dnsRecord[] = [
  { type: 'TXT', name: '_dnsauth.${hostName}', value: profile::domain.properties.validationProperties.validationToken }
  { type: 'CNAME', name: hostName, value: profile::endpoint.properties.hostName }
]
