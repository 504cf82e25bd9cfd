import{a as o}from"./chunk-ZFJNTN4U.js";import"./chunk-IM6PI2CJ.js";import"./chunk-WMPA3EC6.js";import"./core.js";var n=o,e=4;export{e as indent,n as language};
